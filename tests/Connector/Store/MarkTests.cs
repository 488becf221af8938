using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

/// <summary>Notes that an adapter leaves for its next read.</summary>
public sealed class MarkTests : IDisposable
{
    private readonly MirrorBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void A_mark_counts_when_its_read_commits()
    {
        _box.Mirror.Marks("shop").Should().BeEmpty("the shop was never read");

        _box.Read(Catalog("main", Product("a")), read => read.SetMark("outbox", "000017.zip"));

        _box.Mirror.Marks("shop").Should().Equal(new Dictionary<string, string> { ["outbox"] = "000017.zip" });
        _box.Read(read => read.Mark("outbox").Should().Be("000017.zip"));
    }

    [Fact]
    public void A_mark_alone_takes_no_number()
    {
        _box.Read(Catalog("main", Product("a")));

        _box.Read(read => read.SetMark("outbox", "1")).Number.Should().BeNull();
        _box.Read(read => read.SetMark("outbox", "2")).Number.Should().BeNull();

        _box.Mirror.Marks("shop")["outbox"].Should().Be("2");
        _box.Read(CatalogDelta("main", Product("b"))).Number.Should().Be(2);
    }

    [Fact]
    public void A_mark_of_a_read_that_is_given_up_is_as_it_was()
    {
        _box.Read(Catalog("main", Product("a")), read => read.SetMark("outbox", "1"));
        using (var read = _box.Mirror.Read("shop", MirrorBox.Now, 20))
        {
            CatalogDelta("main", Product("b"))(read);
            read.SetMark("outbox", "2");
            read.SetMark("more", "x");
            read.Mark("outbox").Should().Be("2", "within the read it shows");
        }

        _box.Mirror.Marks("shop").Should().Equal(new Dictionary<string, string> { ["outbox"] = "1" });
    }

    [Fact]
    public void A_mark_of_a_read_that_the_brake_refuses_is_as_it_was()
    {
        _box.Read(Catalog("main", Product("a")), read => read.SetMark("outbox", "1"));

        FluentActions.Invoking(() => _box.Read(Catalog("main"), read => read.SetMark("outbox", "2"))).Should().Throw<PersonMustDecideException>();

        _box.Mirror.Marks("shop")["outbox"].Should().Be("1");
    }

    [Fact]
    public void Null_takes_a_mark_away()
    {
        _box.Read(read => read.SetMark("one", "1"), read => read.SetMark("two", "2"));

        _box.Read(read => read.SetMark("one", null), read => read.SetMark("never", null));

        _box.Mirror.Marks("shop").Keys.Should().Equal("two");
        _box.Read(read => read.Mark("one").Should().BeNull());
    }

    [Fact]
    public void Shops_have_marks_of_their_own()
    {
        _box.Read(read => read.SetMark("outbox", "shop's"));
        using (var read = _box.Mirror.Read("other", MirrorBox.Now, 20))
        {
            read.Mark("outbox").Should().BeNull();
            read.SetMark("outbox", "other's");
            read.Commit(CancellationToken.None);
        }

        (_box.Mirror.Marks("shop")["outbox"], _box.Mirror.Marks("other")["outbox"]).Should().Be(("shop's", "other's"));
    }

    [Fact]
    public void A_complete_read_keeps_marks_that_it_does_not_name()
    {
        _box.Read(Catalog("main", Product("a")), read => read.SetMark("outbox", "1"));

        _box.Read(Catalog("main", Product("a"), Product("b")));

        _box.Mirror.Marks("shop")["outbox"].Should().Be("1");
    }
}
