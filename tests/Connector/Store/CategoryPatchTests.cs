using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>What a delta changes of a category.</summary>
public sealed class CategoryPatchTests : IDisposable
{
    private static readonly DateTimeOffset Now = MirrorBox.Now;

    private static readonly CategoryRecord Men = new("men", "root", true, [new("x-default", "Men"), new("fr", "Hommes"), new("de", "Herren")])
    {
        OnlineFrom = Now.AddDays(-1), OnlineTo = Now.AddDays(1),
    };

    private readonly MirrorBox _box = new();

    public CategoryPatchTests() =>
        _box.Read(Catalog("main", read => read.Upsert(Men), Category("clothes"), Product("a"), Assign("a", "men")));

    public void Dispose() => _box.Dispose();

    [Fact]
    public void What_a_patch_does_not_name_stays()
    {
        Delta(new CategoryPatch("men") { Online = false });

        Stored("men").Should().BeEquivalentTo(Men with { Online = false }, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Names_change_language_by_language_and_an_empty_one_goes()
    {
        Delta(new CategoryPatch("men") { Names = [new("fr", "Messieurs"), new("de", ""), new("it", "Uomo")] });

        Stored("men").Names.Should().Equal(new LocalText("x-default", "Men"), new LocalText("fr", "Messieurs"), new LocalText("it", "Uomo"));
    }

    [Fact]
    public void A_category_moves_below_another_or_loses_its_parent()
    {
        Delta(new CategoryPatch("men") { Parent = "clothes" });
        _box.Item("a").Categories[0].Path.Should().Equal("clothes", "men");

        Delta(new CategoryPatch("men") { Parent = "" });
        Stored("men").Parent.Should().BeNull();
        _box.Item("a").Categories[0].Path.Should().Equal("men");
    }

    [Fact]
    public void A_window_is_changed_or_taken_away()
    {
        Delta(new CategoryPatch("men") { OnlineFrom = (null, true), OnlineTo = (Now.AddDays(9), true) });

        Stored("men").Should().BeEquivalentTo(Men with { OnlineFrom = null, OnlineTo = Now.AddDays(9) });
    }

    [Fact]
    public void A_category_that_is_not_stored_begins_offline()
    {
        Delta(new CategoryPatch("new") { Names = [new("fr", "Neuf"), new("de", "")] });

        Stored("new").Should().BeEquivalentTo(new CategoryRecord("new", null, false, [new("fr", "Neuf")]));
    }

    [Fact]
    public void Several_patches_in_one_read_add_up_and_one_after_a_deletion_begins_anew()
    {
        _box.Read(CatalogDelta(
            "main", Patch(new CategoryPatch("men") { Parent = "clothes" }), Patch(new CategoryPatch("men") { Online = false }),
            read => read.DeleteCategory("clothes"), Patch(new CategoryPatch("clothes") { Names = [new("fr", "Habits")] })));

        Stored("men").Should().BeEquivalentTo(Men with { Parent = "clothes", Online = false });
        Stored("clothes").Should().BeEquivalentTo(new CategoryRecord("clothes", null, false, [new("fr", "Habits")]));
    }

    [Fact]
    public void In_a_complete_scope_a_patch_is_all_that_there_is()
    {
        _box.Read(Catalog("main", Product("a"), Assign("a", "men"), Patch(new CategoryPatch("men") { Parent = "root" })));

        Stored("men").Should().BeEquivalentTo(new CategoryRecord("men", "root", false, []));
    }

    [Fact]
    public void A_patch_that_says_what_is_known_takes_no_number()
    {
        Delta(new CategoryPatch("men")).Number.Should().BeNull();
        Delta(new CategoryPatch("men")
        {
            Parent = "root", Online = true, Names = [new("x-default", "Men"), new("it", "")], OnlineFrom = (Men.OnlineFrom, true), OnlineTo = (Men.OnlineTo, true),
        }).Number.Should().BeNull();
    }

    private static Action<IStoreRead> Patch(CategoryPatch patch) => read => read.Patch(patch);

    private ReadReport Delta(CategoryPatch patch) => _box.Read(CatalogDelta("main", Patch(patch)));

    private CategoryRecord Stored(string id)
    {
        using var connection = _box.Mirror.Open();
        using var find = new Prepared(connection, "SELECT data FROM category WHERE id = ?1");
        using var rows = find.Read(id);
        rows.Next().Should().BeTrue();
        return System.Text.Json.JsonSerializer.Deserialize(rows.Text(0), MirrorJson.Default.CategoryRecord)!;
    }
}
