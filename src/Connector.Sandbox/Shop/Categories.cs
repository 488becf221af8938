namespace Connector.Sandbox;

/// <summary>A category of the navigation.</summary>
internal sealed record Category(string Id, string English, string French, string? Parent, int Position);

/// <summary>The tree of the navigation: departments, kinds of goods, cuts; some hundred in all.</summary>
internal static class Categories
{
    public const string Root = "root";
    public const string New = "new-in";
    public const string Gifts = "gifts";

    public static string Bottom(GoodsKind kind, Term cut) => $"{kind.Name.Id}-{cut.Id}";

    public static IEnumerable<Category> All()
    {
        yield return new Category(Root, "Synthetic", "Synthetic", null, 0);
        foreach (var (department, at) in Assortment.Departments.Select((department, at) => (department, at)))
        {
            yield return new Category(department.Id, department.English, department.French, Root, at + 1);
        }

        yield return new Category(New, "New In", "Nouveautés", Root, 8);
        yield return new Category(Gifts, "Gifts", "Idées cadeaux", Root, 9);
        foreach (var (kind, at) in Assortment.Kinds.Select((kind, at) => (kind, at)))
        {
            yield return new Category(kind.Name.Id, kind.Name.English, kind.Name.French, kind.Department, at + 1);
            foreach (var (cut, place) in Assortment.Cuts.Select((cut, place) => (cut, place)))
            {
                yield return new Category(Bottom(kind, cut), $"{cut.English} {kind.Name.English}", $"{kind.Name.French} {cut.French}", kind.Name.Id, place + 1);
            }
        }
    }
}
