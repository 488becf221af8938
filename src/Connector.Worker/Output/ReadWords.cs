using Connector.Store;

namespace Connector.Worker.Output;

/// <summary>What a read changed, in words.</summary>
internal static class ReadWords
{
    public static string Of(ScopeReport scope) => $"{scope.Scope}: {scope.Named:N0} records, {Changes(scope.Added, scope.Changed, scope.Deleted)}";

    public static string Of(ReadReport read) =>
        (read.Consumed.Count > 0 ? $"{read.Consumed.Count:N0} {(read.Consumed.Count == 1 ? "archive" : "archives")}; " : "")
        + $"{read.Scopes.Count} catalogs, price books and inventory lists: {read.Scopes.Sum(scope => scope.Named):N0} records, "
        + Changes(read.Scopes.Sum(scope => scope.Added), read.Scopes.Sum(scope => scope.Changed), read.Scopes.Sum(scope => scope.Deleted));

    private static string Changes(int added, int changed, int deleted) => added + changed + deleted == 0
        ? "nothing changed"
        : string.Join(", ", new[] { (added, "new"), (changed, "changed"), (deleted, "gone") }.Where(part => part.Item1 > 0).Select(part => $"{part.Item1:N0} {part.Item2}"));
}
