using System.Text;
using Connector.Feeds.Memory;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.State;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>
/// The rows that an account's view shall have, in feed order: the shop's offers, taken through the policies, merged with what
/// the ledger says TikTok has. The one place where a store, policies and the past meet. For one thread.
/// </summary>
public sealed class ViewRows(
    ViewReader reader, StoreView view, PolicySheet policies, Facts facts, FeedSheet sheet, LedgerView ledger, Rulings rulings)
{
    private readonly ViewReader _reader = Asked(reader, policies);
    private readonly RowPen _fresh = new(sheet);
    private readonly RowPen _composed = new(sheet);
    private readonly RowPen _published = new(sheet);
    private readonly RowPen _priced = new(sheet);
    private readonly RowPen _filled = new(sheet);
    private readonly RowPen _pinned = new(sheet);
    private readonly FeedKey _key = new();
    private readonly List<Passage> _passages = [];
    private readonly int _availability = Enumerable.Range(0, sheet.Columns.Count).First(column => sheet.Columns[column].Facet == Facet.Stock);
    private readonly byte[] _outOfStock = Encoding.UTF8.GetBytes(sheet.OutOfStock);
    private readonly bool _nothingSent = !ledger.HasAny();
    private Facts? _withManual;
    private readonly int?[] _noiseCuts = [policies.Documents.Inventory.NoiseCut, .. policies.Documents.Templates.Select(template => template.Inventory.NoiseCut)];

    public StoreView View => view;

    /// <summary>Only what is to be had and how many pieces of it: no row is written. For inventory feeds.</summary>
    public bool WithoutRows { get; init; }

    /// <summary>Offers that the shop has in this view, counted as they pass.</summary>
    public long Read { get; private set; }

    /// <summary>Offers that passed all steps.</summary>
    public long Listed { get; private set; }

    /// <summary>Offers that a step held.</summary>
    public long Held { get; private set; }

    /// <summary>Rows that were in TikTok's hands before.</summary>
    public long ListedBefore { get; private set; }

    /// <summary>Offers that were not made anew: what became of them was remembered.</summary>
    public long Remembered { get; private set; }

    /// <summary>What of a row is sent where TikTok has an earlier one.</summary>
    public required Publishing Publishing { get; init; }

    /// <summary>Rows of which a part stays as it was sent.</summary>
    public long KeptBack { get; private set; }

    /// <summary>What an earlier full feed noted; null: everything is made anew.</summary>
    internal RowMemory? Memory { get; init; }

    /// <summary>By which documents the account's pins hold; null where nothing is pinned.</summary>
    internal string? Pins { get; init; }

    /// <summary>Whether it is noted from what the rows are made: see <see cref="Inputs"/>.</summary>
    internal bool Notes { get; init; }

    /// <summary>Whether rows that are to be sent come with what the shop says: see <see cref="DesiredRow.Item"/>.</summary>
    internal bool Items { get; init; }

    /// <summary>Counts the item groups as they pass; what stands between two of them still counts to the first.</summary>
    internal long GroupsPassed { get; private set; }

    /// <summary>The item group that passes, UTF-8.</summary>
    internal ReadOnlyMemory<byte> Group { get; private set; }

    /// <summary>From what its rows are made; null: they hang on more than can be noted.</summary>
    internal Hash128? Inputs { get; private set; }

    /// <summary>What becomes of every SKU that the shop or TikTok has.</summary>
    public IEnumerable<DesiredRow> All(KeyRange range, CancellationToken cancellation)
    {
        using var walk = _reader.Walk(range);
        foreach (var row in Range(walk, range, cancellation))
        {
            yield return row;
        }
    }

    /// <summary>The same, of a portion.</summary>
    internal IEnumerable<DesiredRow> Of(FeedPortion portion, CancellationToken cancellation) => portion.Groups is { } groups ? Of(groups, cancellation) : All(portion.Range, cancellation);

    /// <summary>The same, of single item groups, in feed order. For deltas.</summary>
    public IEnumerable<DesiredRow> Of(IEnumerable<string> groups, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(groups);
        GroupWalk? walk = null;
        try
        {
            foreach (var group in groups)
            {
                var range = KeyRange.Of(group);
                if (walk is null)
                {
                    walk = _reader.Walk(range);
                }
                else
                {
                    walk.Seek(range);
                }

                foreach (var row in Range(walk, range, cancellation))
                {
                    yield return row;
                }
            }
        }
        finally
        {
            walk?.Dispose();
        }
    }

    /// <summary>
    /// A row of which only the price is told: all else stays as it was sent, but that something has sold out, which is always told. Null where nothing was sent, or in
    /// another sheet.
    /// </summary>
    public EncodedRow? WithPriceOnly(in DesiredRow row)
    {
        if (row.Row is not { } fresh || ledger.Row(row.Sku) is not { } stored || stored.Sheet != sheet.Id)
        {
            return null;
        }

        var before = EncodedRow.Parse(sheet, stored.Row);
        var isSoldOut = IsSoldOut(fresh);
        return _priced.Compose(column => sheet.Columns[column].Facet switch
        {
            Facet.Price => fresh.Field(column),
            Facet.Stock when isSoldOut => fresh.Field(column),
            _ => before.Field(column),
        });
    }

    /// <summary>Whether a row says that there is nothing to be sold.</summary>
    internal bool IsSoldOut(in EncodedRow row) => row.Field(_availability).Span.SequenceEqual(_outOfStock);

    /// <summary>What a row says of its availability.</summary>
    internal string Availability(in EncodedRow row) => row.Value(_availability);

    /// <summary>The row last sent, in the columns of today's sheet; null where none was.</summary>
    internal EncodedRow? AsSent(string sku) => Stored(sku);

    /// <summary>The ledger's entry of a SKU; null where it was never sent.</summary>
    internal LedgerEntry? Sent(string sku) => ledger.Find(sku);

    private IEnumerable<DesiredRow> Range(GroupWalk walk, KeyRange range, CancellationToken cancellation)
    {
        using var sent = ledger.Cursor(range);
        using var memory = Memory is null ? null : new RowMemoryCursor(Memory, range, facts.Instant, withRows: !WithoutRows);
        while (walk.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            Group = walk.Group;
            Inputs = Notes || memory is not null ? walk.Inputs() : null;
            var known = Known(memory);
            if (known is null)
            {
                Pass(walk.Offers());
                Inputs = _withManual is { Manual.Count: > 0 } || (facts.Decisions.Count > 0 && _passages.Exists(passage => facts.Decisions.ContainsKey(passage.Offer.Sku.Value)))
                    || (Pins is not null && _passages.Exists(passage => Pin(passage.Offer.Sku.Value) is not null)) ? null : Inputs;
            }

            var isPassed = known is null;
            var count = known?.Skus.Count ?? _passages.Count;
            var group = known is null ? "" : Encoding.UTF8.GetString(Group.Span);
            for (var i = 0; i < count; i++)
            {
                var sku = known is null ? _passages[i].Offer.Sku.Value : known.Skus[i].Sku;
                _key.Set(Group.Span, sku);
                while (sent.More && sent.CompareTo(_key) < 0)
                {
                    if (Leftover(sent.Entry()) is { } gone)
                    {
                        yield return gone with { IsBetweenGroups = i == 0 };
                    }

                    sent.Next();
                }

                GroupsPassed += i == 0 ? 1 : 0;
                var isThere = sent.More && sent.CompareTo(_key) == 0;
                if (known is not null)
                {
                    var row = Row(group, known, i, memory!, isThere ? sent : null);
                    if (Items && row is { IsAsSent: false, Desired.Wish: Wish.Row })
                    {
                        // Remembered from a feed that was not sent: what the shop says, and the template, are found out all the same.
                        if (!isPassed)
                        {
                            Pass(walk.Offers());
                            isPassed = true;
                        }

                        var offer = _passages.Find(passage => passage.Offer.Sku.Value == sku)?.Offer;
                        row = row with { Item = offer?.Item, Template = offer?.Template?.Name };
                    }

                    yield return row;
                }
                else
                {
                    // It may have been sent when it stood in another item group.
                    var row = isThere ? Row(_passages[i], sent) : Row(_passages[i], _nothingSent ? null : ledger.Find(sku));
                    Count(_passages[i].IsListed && row.Desired.Held?.Of != PublishingReasons.UploadOff);
                    yield return Manual(_passages[i].Offer.Sku) is { Count: > 0 } manual ? row with { Manual = manual, ManualOver = Over(manual, _passages[i].Offer.Item) } : row;
                }

                if (isThere)
                {
                    sent.Next();
                }
            }
        }

        for (; sent.More; sent.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            if (Leftover(sent.Entry()) is { } gone)
            {
                yield return gone with { IsBetweenGroups = true };
            }
        }

        ListedBefore += sent.Listed;
    }

    /// <summary>How every offer of the shop comes through the policies, without rows; nothing is remembered.</summary>
    public IEnumerable<Passage> Passages(KeyRange range, CancellationToken cancellation)
    {
        using var walk = _reader.Walk(range);
        while (walk.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            Pass(walk.Offers());
            foreach (var passage in _passages)
            {
                yield return passage;
            }
        }
    }

    /// <summary>One SKU with every step's note, as the same pass gives it; null where the shop has no such SKU.</summary>
    public Passage? Explain(string sku)
    {
        if (_reader.GroupOf(sku) is not { } group)
        {
            return null;
        }

        var passages = new List<Passage>();
        var offers = _reader.Group(group);
        policies.Pass(offers, WithManual(offers), passages, explain: true, published: policies.NeedsPublished ? Published : null);
        return passages.Find(passage => passage.Offer.Sku.Value == sku);
    }

    /// <summary>What becomes of one SKU; null where neither the shop nor TikTok has it.</summary>
    public DesiredRow? One(string sku) => Explain(sku) is { } passage
        ? Row(passage, ledger.Find(sku))
        : ledger.Find(sku) is { } entry ? Leftover(entry) : null;

    /// <summary>A reader serves several policies, as in a preview: what one of them needs it gives to all.</summary>
    private static ViewReader Asked(ViewReader reader, PolicySheet policies)
    {
        reader.WithPricesByBook |= policies.NeedsPricesByBook;
        return reader;
    }

    private PublishedRow? Published(Sku sku) =>
        Stored(sku.Value) is { } row && ledger.Find(sku.Value) is { } sent ? row.Published() with { State = ledger.StateOf(sent) } : null;

    private void Pass(IReadOnlyList<Offer> offers)
    {
        _passages.Clear();
        _withManual = WithManual(offers);
        policies.Pass(offers, _withManual, _passages, published: policies.NeedsPublished ? Published : null);
    }

    /// <summary>The facts, with what people gave by file for these offers.</summary>
    private Facts WithManual(IReadOnlyList<Offer> offers)
    {
        if (!ledger.HasManual)
        {
            return facts;
        }

        Dictionary<string, IReadOnlyList<ManualValue>>? manual = null;
        foreach (var offer in offers)
        {
            if (ledger.Manual(offer.Sku.Value) is { Count: > 0 } values)
            {
                (manual ??= new Dictionary<string, IReadOnlyList<ManualValue>>(StringComparer.Ordinal)).Add(offer.Sku.Value, values);
            }
        }

        return manual is null ? facts : facts with { Manual = manual };
    }

    /// <summary>What people gave by file for a SKU of the group that passes.</summary>
    private IReadOnlyList<ManualValue> Manual(Sku sku) => _withManual is { Manual: { Count: > 0 } manual } && manual.TryGetValue(sku.Value, out var values) ? values : [];

    private List<(long Id, ManualEnd Why)> Over(IReadOnlyList<ManualValue> manual, ShopItem item)
    {
        var over = new List<(long, ManualEnd)>();
        foreach (var value in manual)
        {
            if (value.EndedBy(item, facts.Instant) is { } why)
            {
                over.Add((value.Id, why));
            }
        }

        return over;
    }

    /// <summary>What is remembered of the group that passes, where nothing else decides about it: what is held and was sent hangs on what was sent.</summary>
    private RememberedGroup? Known(RowMemoryCursor? memory)
    {
        if (memory is null || Inputs is not { } inputs || memory.Find(Group.Span, inputs) is not { } known)
        {
            return null;
        }

        foreach (var sku in known.Skus)
        {
            if (facts.Decisions.Count > 0 && facts.Decisions.ContainsKey(sku.Sku))
            {
                return null;
            }

            if (Pin(sku.Sku) is not null || (ledger.HasManual && ledger.Manual(sku.Sku).Count > 0))
            {
                return null;
            }

            if (sku.Held is not null && !_nothingSent && ledger.Find(sku.Sku) is not null)
            {
                return null;
            }
        }

        return known;
    }

    /// <summary>The row of a SKU that is remembered.</summary>
    private DesiredRow Row(string group, RememberedGroup known, int at, RowMemoryCursor memory, LedgerCursor? sent)
    {
        var sku = known.Skus[at];
        Remembered++;
        Count(sku.Held is null);
        if (sku.Held is { } reason)
        {
            return new DesiredRow(group, sku.Sku, new Desired(Wish.Nothing, default, reason, null), null, 0, null, known.Until);
        }

        var isAsSent = !WithoutRows && sent is not null && sent.Holds(sku.Hashes);
        var row = new DesiredRow(
            group, sku.Sku, new Desired(Wish.Row, RowBasis.Offer, null, null), null, sku.Quantity,
            isAsSent || WithoutRows ? null : sent is not null ? sent.Entry() : _nothingSent ? null : ledger.Find(sku.Sku), known.Until)
        {
            Remembered = WithoutRows ? null : memory.Row(sku),
            Hashes = sku.Hashes,
            IsAsSent = isAsSent,
        };
        if (row is not { Sent: { } entry, Remembered: { } remembered } || !Publishing.WaitsForReviews || !ledger.IsInReview(entry))
        {
            return row;
        }

        // It was made by a feed that was not sent, and TikTok reviews what was sent before: looked at as if it were new.
        var waiting = Published(row with { Row = EncodedRow.Parse(sheet, memory.Bytes(remembered)), Remembered = null }, []);
        return waiting.KeptBack.Count > 0 ? waiting : row;
    }

    private void Count(bool isListed)
    {
        Read++;
        if (isListed)
        {
            Listed++;
        }
        else
        {
            Held++;
        }
    }

    private DesiredRow? Leftover(LedgerEntry entry)
    {
        if (_reader.GroupOf(entry.Sku) is not null)
        {
            // It stands in another item group now and is met there.
            return null;
        }

        var desired = Desired.OfDeleted(entry, rulings);
        EncodedRow? row = desired.Wish == Wish.Row && !WithoutRows ? OutOfStock(entry.Sku) : null;
        return new DesiredRow(entry.Group, entry.Sku, desired, row, 0, entry, null) { Hashes = row?.Hash() ?? default };
    }

    /// <summary>Most rows are what the ledger holds already; only for the others is its entry made.</summary>
    private DesiredRow Row(Passage passage, LedgerCursor sent)
    {
        if (!passage.IsListed || rulings.Retired || Publishing.HangsOnWhatWasSent)
        {
            return Row(passage, sent.Entry());
        }

        var row = Row(passage, entry: null);
        return row.Row is null ? row : sent.Holds(row.Hashes) ? row with { IsAsSent = true } : Published(row with { Sent = sent.Entry() }, passage.Offer.Item.Variations);
    }

    private DesiredRow Row(Passage passage, LedgerEntry? entry)
    {
        var offer = passage.Offer;
        var desired = Desired.Of(passage, entry, rulings);
        if (entry is null && desired.Wish == Wish.Row && Publishing.RefusesNew() is { } refusal)
        {
            desired = new Desired(Wish.Nothing, default, refusal, null);
        }

        var until = Sooner(passage.ValidUntil, rulings.GraceEnds(desired));
        if (desired.Wish != Wish.Row)
        {
            return new DesiredRow(offer.Group.Value, offer.Sku.Value, desired, null, 0, entry, until);
        }

        var quantity = desired.Basis is RowBasis.Offer or RowBasis.KeptContent ? offer.Quantity ?? 0 : 0;
        EncodedRow? row = WithoutRows ? null : desired.Basis switch
        {
            RowBasis.Offer => _fresh.Write(offer, facts),
            RowBasis.KeptContent => KeptContent(offer, entry!),
            _ => OutOfStock(offer.Sku.Value),
        };
        // What is gone, or was taken down, stays as it was sent.
        var pin = desired.Basis == RowBasis.Deactivated ? null : Pin(offer.Sku.Value);
        row = pin is not null && row is { } now ? Pinned(pin, now) : row;
        return Published(
            new DesiredRow(offer.Group.Value, offer.Sku.Value, desired, row, quantity, entry, until)
            {
                Lists = offer.StockByList,
                Template = offer.Template?.Name,
                Item = Items ? offer.Item : null,
                NoiseCut = _noiseCuts[offer.Template?.Index ?? 0],
                Hashes = row?.Hash() ?? default,
                PinnedTo = pin,
            },
            offer.Item.Variations);
    }

    private PinnedRow? Pin(string sku) => Pins is null || WithoutRows ? null : ledger.Pin(sku, Pins);

    /// <summary>Content and price of an earlier run, stock as it is now.</summary>
    private EncodedRow Pinned(PinnedRow pin, EncodedRow now)
    {
        var then = Carried(pin.Sheet, pin.Row) ?? throw new InvalidDataException($"a SKU is pinned to a row of sheet {pin.Sheet}, which is not known; resume it");
        return _pinned.Compose(column => sheet.Columns[column].Facet == Facet.Stock ? now.Field(column) : then.Field(column));
    }

    /// <summary>The row with what the synchronization policy, or a review, keeps as it was sent.</summary>
    private DesiredRow Published(DesiredRow desired, IReadOnlyList<VariationValue> variations)
    {
        if (desired is not { Sent: { State: not SentState.Deleting } sent, Row: { } row, Desired.Basis: RowBasis.Offer or RowBasis.KeptContent })
        {
            return desired;
        }

        var isSame = sent.Hashes == desired.Hashes;
        // A rollback is a person's word: neither a review nor a switch keeps its content and price back.
        var isPinned = desired.PinnedTo is not null;
        var reviewEnds = !isPinned && !isSame && Publishing.WaitsForReviews && sent.Hashes.Content != desired.Hashes.Content && ledger.IsInReview(sent) ? Publishing.ReviewEnds(sent, rulings.Instant) : null;
        if (reviewEnds is null && !Publishing.HangsOnWhatWasSent)
        {
            return desired;
        }

        var stored = Filled(Stored(desired.Sku) ?? throw Lost(desired.Sku), row, sent);
        var choice = Publishing.Choose(row, stored, variations, desired.Quantity, ledger.StateOf(sent), reviewEnds);
        var keeps = choice.KeepsQuantity ? KeptQuantity.Yes : choice.KeepsQuantityUnlessSentAnew ? KeptQuantity.UnlessSentAnew : KeptQuantity.No;
        if (choice.Reasons.Count == 0)
        {
            return desired with { Keeps = keeps };
        }

        KeptBack += isPinned ? 0 : 1;
        var composed = _published.Compose(column => isPinned && sheet.Columns[column].Facet != Facet.Stock ? row.Field(column) : choice.Field(column, row, stored));
        if (isPinned)
        {
            return desired with { Row = composed, Hashes = composed.Hash(), Keeps = keeps };
        }

        var review = choice.Reasons.FirstOrDefault(reason => reason.Of == PublishingReasons.InReview);
        return desired with
        {
            Row = composed,
            Hashes = composed.Hash(),
            KeptBack = choice.Reasons,
            Keeps = keeps,
            ReviewSince = review is null ? null : sent.HeldCode == PublishingReasons.InReview.Code ? sent.HeldSince : rulings.Instant,
            ValidUntil = review is not null && (desired.ValidUntil is null || reviewEnds < desired.ValidUntil) ? reviewEnds : desired.ValidUntil,
            Desired = desired.Desired with { Basis = desired.Desired.Basis == RowBasis.Offer ? RowBasis.KeptBack : desired.Desired.Basis },
        };
    }

    private EncodedRow KeptContent(Offer offer, LedgerEntry sent)
    {
        var stored = Stored(offer.Sku.Value) ?? throw Lost(offer.Sku.Value);
        var fresh = _fresh.Write(offer, facts);
        return _composed.Compose(column => sheet.Columns[column].Facet switch
        {
            Facet.Price when offer.Price is not null => fresh.Field(column),
            Facet.Stock when offer.Quantity is not null => fresh.Field(column),
            _ when LedgerDoubts.Holds(sent) && stored.Field(column).IsEmpty => fresh.Field(column),
            _ => stored.Field(column),
        });
    }

    /// <summary>A row that stays as it was sent. One that was taken over from what TikTok shows has holes, where TikTok shows no such column: those are filled.</summary>
    private EncodedRow Filled(EncodedRow stored, EncodedRow fresh, LedgerEntry sent) =>
        LedgerDoubts.Holds(sent) ? _filled.Compose(column => stored.Field(column).IsEmpty ? fresh.Field(column) : stored.Field(column)) : stored;

    private EncodedRow OutOfStock(string sku)
    {
        var stored = Stored(sku) ?? throw Lost(sku);
        return _composed.Compose(column => sheet.Columns[column].Facet == Facet.Stock ? _outOfStock : stored.Field(column));
    }

    /// <summary>The row last sent, in the columns of today's sheet.</summary>
    private EncodedRow? Stored(string sku) => ledger.Row(sku) is { } stored ? Carried(stored.Sheet, stored.Row) ?? throw Lost(sku) : null;

    /// <summary>A row as it stood in a file, in the columns of today's sheet; null where its own is not known.</summary>
    private EncodedRow? Carried(string id, ReadOnlyMemory<byte> row)
    {
        if (id == sheet.Id)
        {
            return EncodedRow.Parse(sheet, row);
        }

        if (FeedSheets.Find(id) is not { } other)
        {
            return null;
        }

        // The account changed its sheet: columns are carried over by name.
        var before = EncodedRow.Parse(other, row);
        var names = other.Columns.Select(column => column.Name).ToList();
        var pen = new RowPen(sheet);
        return pen.Compose(column => names.IndexOf(sheet.Columns[column].Name) is >= 0 and var at ? before.Field(at) : default);
    }

    private static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static InvalidDataException Lost(string sku) =>
        new($"the ledger says that {sku} was sent, but its row is not there; restore the state database or rebuild the account");
}
