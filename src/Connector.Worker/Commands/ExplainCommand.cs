using System.Globalization;
using Connector.Archive;
using Connector.Feeds;
using Connector.Policy;
using Connector.Policy.Catalog;
using Connector.Policy.Stages;
using Connector.Review;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary><c>explain</c>: one SKU through every step, what was last sent of it, and what TikTok said.</summary>
internal static class ExplainCommand
{
    public static Command Explain()
    {
        var sku = new Argument<string>("SKU") { Description = "The shop's id, as the shop writes it." };
        var account = new Option<string?>("--account") { Description = "Only this account. Default: all.", HelpName = "A" };
        var view = new Option<string?>("--view") { Description = "Only this store view. Default: all.", HelpName = "V" };
        var sheet = new Option<string?>("--sheet") { Description = $"As another feed sheet than the account's: {string.Join(", ", FeedSheets.All.Select(known => known.Id))}.", HelpName = "ID" };
        var command = new Command("explain", "Why a SKU is, or is not, in the feed, and as what.") { sku, account, view, sheet };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Show(house, parsed.GetValue(sku)!, parsed.GetValue(account), parsed.GetValue(view), parsed.GetValue(sheet))));
        return command;
    }

    private static int Show(House house, string sku, string? name, string? only, string? sheet)
    {
        var views = Asked.Views(house, name, only);
        var explanations = views.Select(each => Explanation.Of(house, each.Account, each.View, sku, sheet)).OfType<Explanation>().ToList();
        if (explanations.Count == 0 && UnknownSku.NotSold(house, views.Select(each => each.View), sku) is null)
        {
            explanations = [.. views.Select(each => Explanation.OfHeldBefore(house, each.Account, each.View, sku)).OfType<Explanation>()];
        }

        if (explanations.Count == 0)
        {
            Faults.Write(house.Json, [UnknownSku.Fault(house, views.Select(each => each.View), sku)]);
            return ExitCodes.Fault;
        }

        if (house.Json)
        {
            JsonLines.Write(explanations);
            return ExitCodes.Done;
        }

        foreach (var explanation in explanations)
        {
            explanation.Print();
        }

        return ExitCodes.Done;
    }
}

/// <summary>What there is to say about one SKU in one view.</summary>
internal sealed record Explanation
{
    public required string Sku { get; init; }

    public required string Account { get; init; }

    public required string View { get; init; }

    /// <summary>The feed sheet, where it is not the account's: such rows are made by dry runs only.</summary>
    public string? Sheet { get; init; }

    /// <summary>What becomes of it in a feed made now, in one sentence.</summary>
    public required string Verdict { get; init; }

    public string? Code { get; init; }

    public string? Remedy { get; init; }

    /// <summary>The next instant at which the same data may pass otherwise.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Every step in order; those that changed or held it with before and after.</summary>
    public IReadOnlyList<ExplainedStep> Steps { get; init; } = [];

    /// <summary>What each inventory list has of it, where the view reads several: the pieces, or why there is no figure.</summary>
    public IReadOnlyDictionary<string, string> StockByList { get; init; } = new Dictionary<string, string>();

    /// <summary>The row that a feed made now would have.</summary>
    public IReadOnlyDictionary<string, string>? Row { get; init; }

    /// <summary>Why columns of it stay as they were sent, although it is listed.</summary>
    public IReadOnlyList<string> KeptBack { get; init; } = [];

    /// <summary>Where it stands, in this product's words and in those of TikTok's FAQ and of the product grid that others have.</summary>
    public required ListingState State { get; init; }

    public StateWords Words => StateWords.Of(State);

    /// <summary>What people decided about it.</summary>
    public SkuDecision? Decision { get; init; }

    /// <summary>Values that people gave for it by file: which file and row, who, until when.</summary>
    public IReadOnlyList<ManualValueRow> Manual { get; init; } = [];

    /// <summary>How it stood before, the latest first.</summary>
    public IReadOnlyList<PastState> Past { get; init; } = [];

    public SentBefore? LastSent { get; init; }

    public TikToksAnswer? TikTok { get; init; }

    public IReadOnlyList<string> Documents { get; init; } = [];

    public static Explanation? Of(House house, string account, StoreView view, string sku, string? sheet)
    {
        var other = sheet == house.Room<Documents>().Account(account).Sheet ? null : sheet;
        var (passage, desired, sent, policies) = house.Room<FeedRun>().Explain(account, view, sku, other);
        var past = ListingPast.Of(house.Room<StateDatabase>(), account, view.Name, sku);
        var decision = house.Room<SkuDecisions>().InForce(account).GetValueOrDefault(sku);
        if (passage is null && sent is null && past.Count == 0 && decision is null)
        {
            return null;
        }

        var listing = house.Room<Answers>().All(account, view.Name, sku).FirstOrDefault();

        var reason = desired?.Desired.Held ?? passage?.Held;
        return new Explanation
        {
            Sku = sku,
            Account = account,
            View = view.Name,
            Sheet = other,
            Verdict = Sentence(passage, desired, reason, past),
            KeptBack = [.. (desired?.KeptBack ?? []).Select(kept => kept.ToString())],
            State = Listing.StateOf(listing, passage),
            Decision = decision,
            Manual = [.. house.Room<ManualEntries>().History(account, [sku]).Where(value => value.View == view.Name)],
            Past = past,
            Code = reason?.Code,
            Remedy = reason?.Remedy,
            ValidUntil = passage?.ValidUntil,
            Steps = [.. (passage?.Notes ?? []).Select(ExplainedStep.Of)],
            StockByList = (passage?.Offer.Item.StockByList ?? []).ToDictionary(list => list.List, list => StockWords(list.Stock)),
            Row = desired?.Row?.Columns(),
            LastSent = SentBefore.Of(house, account, view, sku, sent),
            TikTok = other is not null ? null : TikToksAnswer.Of(listing),
            Documents = policies.Documents,
        };
    }

    /// <summary>A SKU that nobody has any more and that was never sent, from the lists of what earlier runs held; null where none of the last ones did.</summary>
    public static Explanation? OfHeldBefore(House house, string account, StoreView view, string sku)
    {
        const int RunsLookedAt = 100;
        var folders = house.Room<RunFolders>();
        foreach (var run in house.Room<Runs>().Last(account, RunsLookedAt))
        {
            var list = Path.Combine(folders.Of(account, run.Id), "held.csv");
            if (File.Exists(list) && HeldFile.Read(list).FirstOrDefault(held => held.Sku == sku && held.View == view.Name) is { } before)
            {
                return new Explanation
                {
                    Sku = sku,
                    Account = account,
                    View = view.Name,
                    Verdict = $"is gone: the shop has it no longer, and TikTok never had it; run {run.Id} held it: {before.Sentence}",
                    Code = before.Code,
                    State = ListingState.NotSynced,
                };
            }
        }

        return null;
    }

    public void Print()
    {
        Screen.Line($"{Sku} in account {Account}, view {View}{(Sheet is null ? "" : $", as sheet {Sheet}")}");
        Screen.Line($"  {Verdict}");
        Screen.Line($"  stands as: {Words.Canonical}{(Words.Faq.Length > 0 ? $" (TikTok's FAQ: {Words.Faq}; product grid: {Words.Grid})" : $" (product grid: {Words.Grid})")}");
        foreach (var kept in KeptBack)
        {
            Screen.Line($"  {kept}");
        }

        if (Decision?.Template is { } template)
        {
            Screen.Line($"  a person put it into listing template {template}");
        }

        if (Decision?.TakenDown is { } takedown)
        {
            Screen.Line($"  {takedown.By} took it down at {takedown.At:u}: {takedown.Because}");
        }

        foreach (var value in Manual)
        {
            Screen.Line($"  by hand: {value.Col} {value.Value.Replace('\n', ' ')}, from {value.File} row {value.RowNumber}, by {value.By} at {Instants.Parse(value.At):u}"
                + (value.Until is { } end ? $", until {Instants.Parse(end):u}" : ", until the shop's own value is another one") + (value.Because.Length > 0 ? $": {value.Because}" : ""));
        }

        if (Remedy is { Length: > 0 })
        {
            Screen.Line($"  remedy: {Remedy}");
        }

        if (ValidUntil is { } until)
        {
            Screen.Line($"  this may change by itself at {until:u}");
        }

        if (StockByList.Count > 0)
        {
            Screen.Line($"  stock: {string.Join(", ", StockByList.Select(list => $"{list.Key} {list.Value}"))}");
        }

        if (Steps.Count > 0)
        {
            Screen.Line();
            Screen.Line("  Step by step:");
            ExplainedStep.Print(Steps);
            Screen.Line($"  By {string.Join(", ", Documents is [] ? ["built-in defaults: no policy document decides for this account"] : Documents)}.");
        }
        else
        {
            Screen.Line("  The shop does not have it (any more), so no step was taken.");
        }

        Screen.Line();
        if (Sheet is not null)
        {
            Screen.Line(Row is null ? $"  It has no row in sheet {Sheet}." : $"  Its row in sheet {Sheet}, which is made by dry runs only:");
            foreach (var (column, value) in (Row ?? new Dictionary<string, string>()).Where(column => column.Value.Length > 0))
            {
                Screen.Line($"    {column,-26} {value}");
            }

            Screen.Line();
            return;
        }

        if (LastSent is { } last)
        {
            Screen.Line($"  Last sent {last.At:u} by run {last.Run} ({last.State.ToString().ToLowerInvariant()}):");
            foreach (var (column, value) in last.Columns)
            {
                Screen.Line($"    {column,-24} {value}");
            }

            if (last.Accepted is { } accepted)
            {
                Screen.Line($"  TikTok approved a row before this one{(Past.FirstOrDefault(past => past.State == ListingState.Approved) is { } approved ? $", of run {approved.Run}, at {approved.Since:u}" : "")}; it had:");
                foreach (var (column, value) in accepted)
                {
                    Screen.Line($"    {column,-24} {value}");
                }
            }
        }
        else
        {
            Screen.Line("  It was never sent.");
        }

        Screen.Line(TikTok is { } answer
            ? $"  TikTok: {answer.Words}{(answer.SeenAt is { } seen ? $", seen {seen:u}" : "")}{(answer.Reasons.Count > 0 ? $": {string.Join(" / ", answer.Reasons)}" : "")}"
            : "  TikTok: nothing is known of it there.");
        foreach (var before in Past)
        {
            Screen.Line($"    before, {before.Since:u} to {before.Until:u}: {StateWords.Of(before.State).Canonical} (run {before.Run}){(before.Reasons.Count > 0 ? $": {string.Join(" / ", before.Reasons)}" : "")}");
        }

        Screen.Line();
    }

    private static string StockWords(Stock stock) => stock.Knowledge switch
    {
        StockKnowledge.Counted => stock.Salable.ToString("0.####", CultureInfo.InvariantCulture) + (stock.ToCome > 0 ? string.Create(CultureInfo.InvariantCulture, $" (of which {stock.ToCome:0.####} to come)") : ""),
        StockKnowledge.NotManaged => "not counted",
        _ => "no record",
    };

    private static string Sentence(Passage? passage, DesiredRow? desired, Reason? reason, IReadOnlyList<PastState> past) => desired?.Desired switch
    {
        null when passage is null => past.Count > 0 ? "is gone: neither the shop nor TikTok has it any more" : "is not known to the shop; what a person decided about it waits for it",
        { Wish: Wish.Row, Basis: RowBasis.KeptBack } => "is in the feed, and a part of its row stays as it was published",
        { Wish: Wish.Row, Basis: RowBasis.Offer } => "is in the feed",
        { Wish: Wish.Row, Basis: RowBasis.KeptContent } => $"is held, and TikTok has it: the content last sent stays, price and stock go on; {reason!.Sentence}",
        { Wish: Wish.Row } => $"is held, and TikTok has it: its row stays, out of stock; {reason!.Sentence}",
        { Wish: Wish.Delete } => $"is being deleted on TikTok; {reason!.Sentence}",
        { Wish: Wish.Forget } => $"was deleted on TikTok; {reason!.Sentence}",
        _ => passage is { Held: { } held } ? $"is not in the feed: {held.Sentence}" : "is not in the feed",
    };
}

/// <summary>What one step did.</summary>
/// <param name="Step">Its name.</param>
/// <param name="What">kept, changed or held.</param>
/// <param name="Code">The reason's code.</param>
/// <param name="Reason">The reason.</param>
/// <param name="From">The document and version whose setting decided; empty: what is built in.</param>
/// <param name="Changes">What it changed.</param>
internal sealed record ExplainedStep(string Step, string What, string? Code, string? Reason, string From, IReadOnlyList<ChangedField> Changes)
{
    private const int Widest = 108;

    public static ExplainedStep Of(StepNote note) => new(
        note.Step.Name, note.Held ? "held" : ReferenceEquals(note.Before, note.After) ? "kept" : "changed", note.Reason?.Code, note.Reason?.ToString(), note.Step.From, ChangedField.Between(note.Before, note.After));

    /// <summary>All steps; those that kept it as it was, and follow one another, on one line.</summary>
    public static void Print(IReadOnlyList<ExplainedStep> steps)
    {
        var kept = new List<string>();
        foreach (var step in steps)
        {
            if (step.What == "kept")
            {
                kept.Add(step.Step);
                continue;
            }

            PrintKept(kept);
            step.Print();
        }

        PrintKept(kept);
    }

    private static void PrintKept(List<string> names)
    {
        var line = "";
        for (var i = 0; i < names.Count; i++)
        {
            var word = names[i] + (i < names.Count - 1 ? "," : "");
            if (line.Length > 0 && line.Length + 1 + word.Length > Widest)
            {
                Screen.Line($"    kept    {line}");
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + word;
        }

        if (line.Length > 0)
        {
            Screen.Line($"    kept    {line}");
        }

        names.Clear();
    }

    private void Print()
    {
        Screen.Line($"    {What,-8}{Step}{(From.Length > 0 ? $" [{From}]" : "")}: {Reason}".TrimEnd());
        foreach (var change in Changes)
        {
            Screen.Line($"              {change.Field}: {Short(change.Before)} -> {Short(change.After)}");
        }
    }

    private static string Short(string text) => text.Length == 0 ? "(empty)" : text.Length <= 160 ? text.ReplaceLineEndings(" ") : $"{text[..160].ReplaceLineEndings(" ")}… ({text.Length} characters)";
}

/// <summary>A member of the offer before and after a step.</summary>
internal sealed record ChangedField(string Field, string Before, string After)
{
    private static readonly (string Name, Func<Offer, string> Value)[] Fields =
    [
        ("title", offer => offer.Title.ToString()),
        ("description", offer => offer.Description.ToString()),
        ("listing template", offer => offer.Template?.Name ?? ""),
        ("brand", offer => offer.Brand.ToString()),
        ("condition", offer => offer.Condition.ToString().ToLowerInvariant()),
        ("images", offer => string.Join(" ", offer.Images.Select(image => image.ToString()))),
        ("category", offer => offer.Category?.Id ?? ""),
        ("google category", offer => offer.GoogleProductCategory.ToString()),
        ("price", offer => offer.Price?.ToString() ?? ""),
        ("list price", offer => offer.ListPrice?.ToString() ?? ""),
        ("availability", offer => AvailabilityWords(offer.Availability)),
        ("quantity", offer => offer.Quantity?.ToString(CultureInfo.InvariantCulture) ?? ""),
        ("TikTok's attributes", offer => string.Join("; ", (offer.Channel?.Attributes ?? []).Select(attribute => $"{attribute.Name} {attribute.Words}"))),
        ("identifier code", offer => offer.Channel?.Identifier is { } code ? $"{code.Type.ToString().ToUpperInvariant()} {code.Code}" : ""),
        ("package weight", offer => offer.Channel?.Weight is { } weight ? string.Create(CultureInfo.InvariantCulture, $"{weight.Value} {weight.Unit.ToString().ToLowerInvariant()}") : ""),
        ("package size", offer => offer.Channel?.Dimensions is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size.Length} x {size.Width} x {size.Height} {size.Unit.ToString().ToLowerInvariant()}") : ""),
    ];

    public static IReadOnlyList<ChangedField> Between(Offer before, Offer after) =>
    [
        .. Fields.Select(field => new ChangedField(field.Name, field.Value(before), field.Value(after)))
            .Concat(ProductDetails.Every.Select(detail => new ChangedField(detail.Word(), Of(before, detail), Of(after, detail))))
            .Where(change => change.Before != change.After),
    ];

    private static string AvailabilityWords(Availability availability) => availability switch
    {
        Availability.InStock => "in stock",
        Availability.OutOfStock => "out of stock",
        Availability.AvailableForOrder => "available for order",
        _ => availability.ToString().ToLowerInvariant(),
    };

    private static string Of(Offer offer, Detail detail) => offer.Details?[detail].ToString() ?? "";
}

/// <summary>The row that TikTok was last sent.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Run">By which run.</param>
/// <param name="State">How the ledger holds it.</param>
/// <param name="Columns">The row.</param>
/// <param name="Accepted">Of the row that TikTok approved before this one, the columns that differ; null where it approved this one, or none.</param>
internal sealed record SentBefore(DateTimeOffset At, string Run, SentState State, IReadOnlyDictionary<string, string> Columns, IReadOnlyDictionary<string, string>? Accepted)
{
    public static SentBefore? Of(House house, string account, StoreView view, string sku, LedgerEntry? entry)
    {
        if (entry is null)
        {
            return null;
        }

        using var ledger = house.Room<Ledger>().View(account, view.Name);
        var columns = Taken(ledger.Row(sku)) ?? new Dictionary<string, string>();
        return new SentBefore(
            entry.SentAt, entry.Run, entry.State, columns,
            Taken(ledger.Accepted(sku))?.Where(column => columns.GetValueOrDefault(column.Key) != column.Value).ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal));
    }

    private static IReadOnlyDictionary<string, string>? Taken((string Sheet, byte[] Row)? stored) =>
        stored is { } row && FeedSheets.Find(row.Sheet) is { } sheet ? EncodedRow.Parse(sheet, row.Row).Columns() : null;
}

/// <summary>What TikTok last said.</summary>
internal sealed record TikToksAnswer(ListingState State, string Words, IReadOnlyList<string> Reasons, DateTimeOffset? SeenAt)
{
    public static TikToksAnswer? Of(Listing? listing) =>
        listing is null ? null : new TikToksAnswer(listing.State, StateWords.Of(listing.State).Canonical, listing.State == ListingState.Rejected ? listing.Answer!.Reasons : [], listing.Answer?.SeenAt);
}
