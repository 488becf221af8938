using Connector.Store;
using static Connector.Tests.Store.Piece;

namespace Connector.Tests.Store;

public sealed class MirrorReadTests : IDisposable
{
    private readonly MirrorBox _box = new();

    private static Action<IStoreRead>[] Shop =>
    [
        Catalog("main", Product("a", Name("A")), Product("b", Name("B")), Category("men"), Assign("a", "men")),
        Book("sale", Price("a", 10), Price("b", 20)),
        List("stock", Stock("a", 5), Stock("b", 6)),
    ];

    public void Dispose() => _box.Dispose();

    [Fact]
    public void What_is_read_shows_when_it_is_committed()
    {
        var report = _box.Read(Shop);

        report.Number.Should().Be(1);
        report.Scopes.Select(scope => (scope.Scope.ToString(), scope.Named, scope.Added)).Should().Equal(
            ("catalog main", 3, 3), ("price book sale", 2, 2), ("inventory list stock", 2, 2));
        _box.Short().Should().Equal("a/a A 10 Counted:5", "b/b B 20 Counted:6");
    }

    [Fact]
    public void The_same_input_twice_changes_nothing_and_takes_no_number()
    {
        _box.Read(Shop);

        var report = _box.Read(Shop);

        report.Number.Should().BeNull();
        report.Scopes.Should().OnlyContain(scope => scope.Added == 0 && scope.Changed == 0 && scope.Deleted == 0);
        using var snapshot = _box.Mirror.Snapshot("shop");
        snapshot.LastRead.Should().Be(1);
    }

    [Fact]
    public void Numbers_rise_by_one_for_each_read_that_changes_something()
    {
        _box.Read(Shop).Number.Should().Be(1);
        _box.Read(Shop).Number.Should().BeNull();
        _box.Read(ListDelta("stock", Stock("a", 4))).Number.Should().Be(2);
        _box.Read(BookDelta("sale", Price("a", 11))).Number.Should().Be(3);
        _box.Read(CatalogDelta("main", Product("a", Name("A2")))).Number.Should().Be(4);
        _box.Read(CatalogDelta("main", Assign("b", "men"))).Number.Should().Be(5);

        _box.Short().Should().Equal("a/a A2 11 Counted:4", "b/b B 20 Counted:6");
    }

    [Fact]
    public void A_delta_changes_only_what_it_names()
    {
        _box.Read(Shop);

        var report = _box.Read(CatalogDelta("main", Product("c", Name("C"))), BookDelta("sale", Price("c", 7)), ListDelta("stock"));

        report.Scopes.Sum(scope => scope.Deleted).Should().Be(0);
        _box.Short().Should().Equal("a/a A 10 Counted:5", "b/b B 20 Counted:6", "c/c C 7 NoRecord:0");
    }

    [Fact]
    public void A_delta_deletes_what_it_says()
    {
        _box.Read(Shop);

        var report = _box.Read(
            CatalogDelta("main", read => read.DeleteItem("a"), read => read.DeleteItem("never-seen")),
            BookDelta("sale", read => read.DeletePrices("b"), read => read.DeletePrices("never-seen")),
            ListDelta("stock", read => read.DeleteStock("b")));

        report.Scopes.Select(scope => scope.Deleted).Should().Equal(1, 1, 1);
        _box.Short().Should().Equal("b/b B - NoRecord:0");
        using var snapshot = _box.Mirror.Snapshot("shop");
        snapshot.View(MirrorBox.View, MirrorBox.Now).GroupOf("a").Should().BeNull();
    }

    [Fact]
    public void A_product_that_is_told_taken_back_and_told_again_hides_no_other_that_is_gone()
    {
        _box.Read(Catalog("main", Product("a"), Product("b")));

        _box.Read(100, Catalog("main", Product("a"), read => read.DeleteItem("a"), Product("a")));

        _box.Offers().Select(offer => offer.Sku.Value).Should().Equal("a");
    }

    [Fact]
    public void A_complete_scope_loses_what_it_no_longer_names()
    {
        _box.Read(Shop);

        _box.Read(100, Catalog("main", Product("b", Name("B")), Category("men")), Book("sale", Price("b", 20)), List("stock", Stock("b", 6)), Catalog("other"));

        _box.Short().Should().Equal("b/b B 20 Counted:6");
        _box.Records("entry").Should().Be(2, "a's price, stock and category are gone with it");
    }

    [Fact]
    public void A_scope_in_several_files_is_swept_once_by_all_of_them()
    {
        _box.Read(Shop);

        _box.Read(Catalog("main", Product("a", Name("A"))), Book("sale", Price("b", 20)), Catalog("main", Product("b", Name("B")), Category("men"), Assign("a", "men")), Book("sale", Price("a", 10)))
            .Number.Should().BeNull();
    }

    [Fact]
    public void A_scope_that_is_not_delivered_keeps_what_it_held_and_that_is_said()
    {
        _box.Read(Shop);

        var report = _box.Read(Shop[0]);

        report.Number.Should().BeNull();
        report.Warnings.Select(warning => warning.Code).Should().Equal("scope.absent", "scope.absent");
        _box.Short().Should().HaveCount(2);
    }

    [Fact]
    public void Of_a_record_that_stands_more_than_once_the_last_counts_and_is_warned_of()
    {
        Action<IStoreRead>[] twice =
        [
            Catalog("main", Product("a", Name("first")), Product("a", Name("last")), Category("men", "x"), Category("men")),
            Book("sale", Price("a", 1), Price("a", 2)),
            List("stock", Stock("a", 3), Stock("a", 4)),
        ];
        var report = _box.Read(twice);

        report.Warnings.Should().HaveCount(4).And.OnlyContain(warning => warning.Code == "record.repeated");
        report.Warnings[0].ToString().Should().Be("main.xml(7): product a stands more than once in catalog main; the last one counts");
        _box.Short().Should().Equal("a/a last 2 Counted:4");
        _box.Read(twice).Number.Should().BeNull("the mirror holds the last ones already");
    }

    [Fact]
    public void What_a_read_sets_and_takes_back_is_no_change()
    {
        _box.Read(Shop);

        _box.Read(
            CatalogDelta("main", read => read.DeleteItem("a"), Product("a", Name("A")), Product("b", Name("other")), Product("b", Name("B")), Assign("b", "men"), read => read.Unassign("b", "men")),
            BookDelta("sale", read => read.DeletePrices("a"), Price("a", 10), Price("new", 3), read => read.DeletePrices("new")),
            CatalogDelta("main", read => read.Unassign("a", "men"), Assign("a", "men")))
            .Number.Should().BeNull();
        _box.Short().Should().Equal("a/a A 10 Counted:5", "b/b B 20 Counted:6");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_product_in_two_catalogs_is_taken_from_the_first_by_id_whatever_the_order(bool reversed)
    {
        Action<IStoreRead>[] both = [Catalog("one", Product("a", Name("from one"))), Catalog("two", Product("a", Name("from two")))];
        var order = reversed ? both.Reverse().ToArray() : both;

        var report = _box.Read(order);

        _box.Short()[0].Should().StartWith("a/a from one");
        report.Warnings.Should().ContainSingle(warning => warning.Code == "product.repeated");
        _box.Read(order).Number.Should().BeNull();
        _box.Read([.. order.Reverse()]).Number.Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_product_that_moves_to_another_catalog_is_not_lost(bool reversed)
    {
        _box.Read(Catalog("one", Product("a", Name("A")), Product("b", Name("B"))), Catalog("two"));
        Action<IStoreRead>[] moved = [CatalogDelta("one", read => read.DeleteItem("a")), CatalogDelta("two", Product("a", Name("A")))];

        _box.Read(reversed ? [.. moved.Reverse()] : moved);
        _box.Short().Should().HaveCount(2);

        moved = [Catalog("one"), Catalog("two", Product("a", Name("A")), Product("b", Name("B")))];
        _box.Read(reversed ? [.. moved.Reverse()] : moved);
        _box.Short().Should().HaveCount(2);
    }

    [Fact]
    public void A_changed_header_category_or_shared_attribute_touches_its_scope()
    {
        _box.Read(Shop);

        _box.Read(Book(new PriceBookHeader("sale", "EUR", null), ScopeMode.Delta)).Number.Should().Be(2);
        _box.Read(CatalogDelta("main", Category("men", "root", new LocalText("x-default", "Men")))).Number.Should().Be(3);
        _box.Read(CatalogDelta("main", read => read.Upsert(new SharedVariationAttribute("s", "size", [], [])))).Number.Should().Be(4);
        _box.Read(Catalog("main", Product("a", Name("A")), Product("b", Name("B")), Category("men", "root", new LocalText("x-default", "Men")), Assign("a", "men")))
            .Number.Should().Be(5, "the shared attribute is gone");
        _box.Read(CatalogDelta("main", read => read.DeleteCategory("men"))).Number.Should().Be(6);

        using var snapshot = _box.Mirror.Snapshot("shop");
        snapshot.Scopes.Select(scope => (scope.Scope.Id, scope.Touched)).Should().Equal(("main", 6), ("sale", 2), ("stock", 1));
    }

    [Fact]
    public void A_read_that_is_given_up_leaves_nothing()
    {
        using (var read = _box.Mirror.Read("shop", MirrorBox.Now, 20))
        {
            Array.ForEach(Shop, piece => piece(read));
        }

        foreach (var table in new[] { "shop", "scope", "product", "item", "entry", "category", "read" })
        {
            _box.Rows(table).Should().Be(0, table);
        }

        _box.Rows("sqlite_temp_master").Should().Be(0);
        _box.Read(Shop).Number.Should().Be(1);
        _box.Rows("sqlite_temp_master").Should().Be(0, "a read leaves no temporary table on a pooled connection");
    }

    [Fact]
    public void A_cancelled_read_leaves_nothing()
    {
        _box.Read(Shop);
        using var cancelled = new CancellationTokenSource();
        using (var read = _box.Mirror.Read("shop", MirrorBox.Now, 100))
        {
            Catalog("main")(read);
            cancelled.Cancel();
            FluentActions.Invoking(() => read.Commit(cancelled.Token)).Should().Throw<OperationCanceledException>();
        }

        _box.Short().Should().HaveCount(2);
    }

    [Fact]
    public void A_read_that_is_cancelled_before_it_is_applied_leaves_nothing()
    {
        _box.Read(Shop);
        using var cancelled = new CancellationTokenSource();
        using (var read = _box.Mirror.Read("shop", MirrorBox.Now, 100))
        {
            CatalogDelta("main", [.. Enumerable.Range(0, 2_000).Select(i => Product("p" + i))])(read);
            cancelled.Cancel();
            FluentActions.Invoking(() => read.Commit(cancelled.Token)).Should().Throw<OperationCanceledException>();
        }

        _box.Short().Should().HaveCount(2);
        _box.Read(Shop).Number.Should().BeNull();
    }

    [Fact]
    public void A_fault_in_the_middle_leaves_the_mirror_as_it_was()
    {
        _box.Read(Shop);

        FluentActions.Invoking(() => _box.Read(Catalog("main", Product("c")), _ => throw new StoreReadException("x.xml", 3, "price", "bad", "mend it")))
            .Should().Throw<StoreReadException>().WithMessage("x.xml(3) <price>: bad; mend it");

        _box.Short().Should().HaveCount(2);
        _box.Read(Shop).Number.Should().BeNull();
    }

    [Fact]
    public void Shops_in_one_mirror_do_not_meet()
    {
        _box.Read(Shop);
        using (var read = _box.Mirror.Read("other", MirrorBox.Now, 20))
        {
            Catalog("main", Product("a", Name("another shop's")))(read);
            read.Commit(CancellationToken.None).Number.Should().Be(2);
        }

        _box.Short()[0].Should().Be("a/a A 10 Counted:5");
        using var snapshot = _box.Mirror.Snapshot("other");
        snapshot.View(MirrorBox.View, MirrorBox.Now).Groups(KeyRange.All).Should().ContainSingle().Which[0].Title.ToString().Should().Be("another shop's");
    }

    [Fact]
    public async Task Two_reads_stand_in_line()
    {
        var second = new Mirror(_box.File);
        using var started = new ManualResetEventSlim();
        Task<ReadReport> waiting;
        using (var read = _box.Mirror.Read("shop", MirrorBox.Now, 20))
        {
            waiting = Task.Run(() =>
            {
                started.Set();
                using var other = second.Read("shop", MirrorBox.Now, 20);
                CatalogDelta("main", Product("z", Name("Z")))(other);
                return other.Commit(CancellationToken.None);
            });
            started.Wait();
            Array.ForEach(Shop, piece => piece(read));
            waiting.IsCompleted.Should().BeFalse();
            read.Commit(CancellationToken.None).Number.Should().Be(1);
        }

        (await waiting).Number.Should().Be(2);
        _box.Short().Should().HaveCount(3);
    }

    [Fact]
    public void A_read_that_commits_later_does_not_show_in_a_snapshot()
    {
        _box.Read(Shop);
        using var before = _box.Mirror.Snapshot("shop");

        _box.Read(CatalogDelta("main", Product("c", Name("C"))));

        before.View(MirrorBox.View, MirrorBox.Now).Groups(KeyRange.All).Should().HaveCount(2);
        before.LastRead.Should().Be(1);
        _box.Short().Should().HaveCount(3);
    }

    [Fact]
    public void A_mirror_of_another_schema_is_refused_with_the_cure()
    {
        using (var connection = _box.Mirror.Open())
        using (var stamp = connection.CreateCommand())
        {
            stamp.CommandText = "PRAGMA user_version=999";
            stamp.ExecuteNonQuery();
        }

        FluentActions.Invoking(() => new Mirror(_box.File)).Should().Throw<PersonMustDecideException>().WithMessage("*schema 999*");
    }

    [Fact]
    public void The_first_thousand_warnings_are_kept_and_all_are_counted()
    {
        var report = _box.Read(read =>
        {
            for (var i = 0; i < 1200; i++)
            {
                read.Warn(new ReadWarning("odd", "x", i, "odd"));
            }
        });

        (report.Warnings.Count, report.WarningCount).Should().Be((1000, 1200));
    }

    [Fact]
    public void What_is_complete_is_as_old_as_its_oldest_piece_and_what_changed_since_as_young_as_the_last()
    {
        void Told(ScopeMode mode, double hours, IStoreRead read)
        {
            read.Begin(new Scope(ScopeKind.InventoryList, "stock"), mode, MirrorBox.Now.AddHours(hours), "file");
            read.Upsert(new InventoryListHeader("stock", false));
            read.End();
        }

        _box.Read(read => Told(ScopeMode.Complete, -1, read), read => Told(ScopeMode.Complete, -72, read));
        Time().Should().Be(MirrorBox.Now.AddHours(-72));
        _box.Read(read => Told(ScopeMode.Complete, -3, read), read => Told(ScopeMode.Delta, -2, read));
        Time().Should().Be(MirrorBox.Now.AddHours(-2));

        DateTimeOffset? Time()
        {
            using var snapshot = _box.Mirror.Snapshot("shop");
            return snapshot.Scopes.Single().SourceTime;
        }
    }

    [Fact]
    public void Told_whole_behind_a_change_a_scope_loses_the_change_and_what_it_no_longer_names()
    {
        _box.Read(List("stock", Stock("a", 1), Stock("b", 2)));
        _box.Read(100, ListDelta("stock", Stock("a", 9), Stock("c", 3)), List("stock", Stock("b", 4)), ListDelta("stock", Stock("d", 5)));
        _box.Records("entry").Should().Be(2, "b as it was told whole, and d as it was changed after it");
    }
}
