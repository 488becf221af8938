using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using static Connector.Policy.HoldKind;
using static Connector.Tests.Feeds.DesiredTests.Sent;

namespace Connector.Tests.Feeds;

/// <summary>What a hold means for a SKU: every combination there is, each under exactly one sentence.</summary>
public sealed class DesiredTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(3);
    private static readonly HoldKind[] Faults = [Content, Price, HoldKind.Stock];
    private static readonly HoldKind[] Any = Enum.GetValues<HoldKind>();

    /// <summary>How TikTok has a SKU.</summary>
    public enum Sent
    {
        Never,
        Listed,
        Deactivated,
        Deleting,
    }

    private static readonly Rule[] Rules =
    [
        new("What TikTok never had is not sent while it is held") { Sent = [Never], Wish = Wish.Nothing },
        new("What is in a delete file stays there until TikTok must have read it") { Sent = [Deleting], Read = false, Wish = Wish.Delete },
        new("What is in a delete file that TikTok must have read is forgotten") { Sent = [Deleting], Read = true, Wish = Wish.Forget },
        new("What is sold out stays, with quantity 0, for as long as it is") { Holds = [SoldOut], Sent = [Listed, Deactivated], Basis = RowBasis.SoldOut },
        new("A fault of content keeps the content last sent") { Holds = [Content], Sent = [Listed, Deactivated], Old = false, Basis = RowBasis.KeptContent },
        new("A fault of price or stock keeps the row, with stock 0") { Holds = [Price, HoldKind.Stock], Sent = [Listed, Deactivated], Old = false, Basis = RowBasis.SoldOut },
        new("A fault that lasts longer than the grace is deactivated") { Holds = Faults, Sent = [Listed, Deactivated], Old = true, Delete = false, Basis = RowBasis.Deactivated },
        new("A fault that lasts longer than the grace is deleted, where the policy says so")
            { Holds = Faults, Sent = [Listed, Deactivated], Old = true, Delete = true, May = true, Wish = Wish.Delete },
        new("A fault that lasts longer than the grace is deactivated for as long as it may not be deleted")
            { Holds = Faults, Sent = [Listed, Deactivated], Old = true, Delete = true, May = false, Basis = RowBasis.Deactivated },
        new("What is gone is deactivated at once") { Holds = [Gone], Sent = [Listed, Deactivated], Delete = false, Basis = RowBasis.Deactivated },
        new("What is gone is deleted at once, where the policy says so") { Holds = [Gone], Sent = [Listed, Deactivated], Delete = true, May = true, Wish = Wish.Delete },
        new("What is gone is deactivated for as long as it may not be deleted") { Holds = [Gone], Sent = [Listed, Deactivated], Delete = true, May = false, Basis = RowBasis.Deactivated },
    ];

    public static TheoryData<string> Sentences => [.. Rules.Select(rule => rule.Sentence)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_held_SKU_becomes_what_the_sentence_says(string sentence)
    {
        var rule = Rules.Single(rule => rule.Sentence == sentence);
        var tried = 0;
        foreach (var world in Worlds().Where(rule.Covers))
        {
            tried++;
            var desired = Desired.Of(Held(world.Hold), Entry(world.Sent, world.Old ? Now - Grace - TimeSpan.FromMilliseconds(1) : Now - Grace), Rulings(world));
            (desired.Wish, desired.Wish == Wish.Row ? desired.Basis : default).Should().Be((rule.Wish, rule.Basis), $"{sentence}: {world}");
            desired.Held!.Of.Hold.Should().Be(world.Hold);
        }

        tried.Should().BePositive();
    }

    [Fact]
    public void Every_combination_stands_under_exactly_one_sentence()
    {
        var worlds = Worlds().ToList();
        worlds.Should().HaveCount(5 * 4 * 2 * 2 * 2 * 2);
        worlds.Where(world => Rules.Count(rule => rule.Covers(world)) != 1).Should().BeEmpty();
    }

    [Fact]
    public void What_is_listed_has_its_row_whatever_was_before()
    {
        foreach (var sent in Enum.GetValues<Sent>())
        {
            Desired.Of(Passes(), Entry(sent, Now), Rulings(new World(Content, sent, false, true, true, true))).Should().Be(new Desired(Wish.Row, RowBasis.Offer, null, null));
        }
    }

    [Fact]
    public void The_grace_runs_from_the_first_feed_that_met_the_fault()
    {
        var world = new World(Content, Sent.Listed, false, false, true, false);
        Desired.Of(Held(Content), Entry(Sent.Listed, null), Rulings(world)).HeldSince.Should().Be(Now);
        Desired.Of(Held(Price), Entry(Sent.Listed, Now - TimeSpan.FromDays(2)), Rulings(world)).HeldSince.Should().Be(Now - TimeSpan.FromDays(2), "another fault does not start it anew");
    }

    [Fact]
    public void What_the_shop_deleted_is_deactivated_or_deleted_as_the_policy_says()
    {
        foreach (var sent in new[] { Listed, Deactivated, Deleting })
        {
            foreach (var (delete, may, read) in from delete in Both from may in Both from read in Both select (delete, may, read))
            {
                var desired = Desired.OfDeleted(
                    Entry(sent, null)!,
                    new Rulings { Instant = Now, Grace = Grace, DeleteDeleted = delete, MayDelete = _ => may, IsConsumed = _ => read });
                var wish = sent == Deleting ? read ? Wish.Forget : Wish.Delete : delete && may ? Wish.Delete : Wish.Row;
                (desired.Wish, desired.Held!.Code).Should().Be((wish, "shop.deleted"), $"{sent}, delete {delete}, may {may}, read {read}");
                if (wish == Wish.Row)
                {
                    desired.Basis.Should().Be(RowBasis.Deactivated);
                }
            }
        }
    }

    private static readonly bool[] Both = [false, true];

    private static IEnumerable<World> Worlds() =>
        from hold in Any
        from sent in Enum.GetValues<Sent>()
        from old in Both
        from delete in Both
        from may in Both
        from read in Both
        select new World(hold, sent, old, delete, may, read);

    private static Rulings Rulings(World world) => new()
    {
        Instant = Now, Grace = Grace, DeleteDisabled = world.Delete, DeleteDeleted = !world.Delete, MayDelete = _ => world.May, IsConsumed = _ => world.Read,
    };

    private static LedgerEntry? Entry(Sent sent, DateTimeOffset? heldSince) => sent == Never
        ? null
        : new LedgerEntry("g", "s", default, Enum.Parse<SentState>(sent.ToString()), "20261121020000-full", Now.AddDays(-9), heldSince is null ? null : "some.fault", heldSince);

    private static Passage Held(HoldKind kind) => Passes() with { Held = new ReasonCode("some.fault", "it is so", "change it", kind).With() };

    private static Passage Passes() => new() { Offer = Offer.From(new ShopItem { Sku = new Sku("s"), Group = new GroupId("g") }) };

    /// <summary>One combination.</summary>
    /// <param name="Hold">What kind of hold.</param>
    /// <param name="Sent">How TikTok has it.</param>
    /// <param name="Old">Held for longer than the grace.</param>
    /// <param name="Delete">The policy deletes what is gone.</param>
    /// <param name="May">Deleting it now could not be undone by another file or view.</param>
    /// <param name="Read">TikTok must have read the delete file.</param>
    private sealed record World(HoldKind Hold, Sent Sent, bool Old, bool Delete, bool May, bool Read);

    private sealed record Rule(string Sentence)
    {
        public HoldKind[] Holds { get; init; } = Any;

        public required Sent[] Sent { get; init; }

        public bool? Old { get; init; }

        public bool? Delete { get; init; }

        public bool? May { get; init; }

        public bool? Read { get; init; }

        public Wish Wish { get; init; } = Wish.Row;

        public RowBasis Basis { get; init; }

        public bool Covers(World world) => Holds.Contains(world.Hold) && Sent.Contains(world.Sent) && (Old ?? world.Old) == world.Old && (Delete ?? world.Delete) == world.Delete
            && (May ?? world.May) == world.May && (Read ?? world.Read) == world.Read;
    }
}
