using Connector.Accounts;
using Connector.Feeds;
using Connector.Policy;
using Connector.Review;
using Connector.State;
using Connector.Store;

namespace Connector.Worker.Commands;

/// <summary><c>status</c>: how an account stands, or one SKU.</summary>
internal static class StatusCommand
{
    public static Command Status()
    {
        var account = new Option<string?>("--account") { Description = "Only this account. Default: all.", HelpName = "A" };
        var sku = new Option<string?>("--sku") { Description = "Only this SKU.", HelpName = "S" };
        var watch = new Option<bool>("--watch") { Description = "What runs now, every second until Ctrl-C: step, rows, rate, time left; with --json a line each second." };
        var command = new Command("status", "How accounts, runs and SKUs stand.") { account, sku, watch };
        command.Validators.Add(result =>
        {
            if (Given.IsOn(result.GetResult(watch)) && Given.Is(result.GetResult(sku)))
            {
                result.AddError("--watch is for what runs now, --sku for how one SKU stands: give one of them");
            }
        });
        command.SetHouseAction((house, parsed, cancellation) => parsed.GetValue(watch)
            ? StatusWatch.ShowAsync(house, parsed.GetValue(account), cancellation)
            : Task.FromResult(Show(house, parsed.GetValue(account), parsed.GetValue(sku))));
        return command;
    }

    private static int Show(House house, string? only, string? sku)
    {
        var documents = house.Room<Documents>();
        IReadOnlyList<(string Name, Account Account)> accounts = only is null ? documents.Accounts() : [(only, documents.Account(only))];
        if (sku is not null)
        {
            return ShowSku(house, accounts, sku);
        }

        var standings = accounts.Select(account => Standing.Of(house.Rooms, account.Name, account.Account)).ToList();
        if (house.Json)
        {
            JsonLines.Write(standings);
            return ExitCodes.Done;
        }

        if (standings.Count == 0)
        {
            Screen.Line("There are no accounts yet; apply some with `connector apply DIR`, or see it all with `connector demo`.");
        }

        foreach (var standing in standings)
        {
            Screen.Line($"{standing.Account}: {standing.Title} ({standing.Country}, {standing.Currency}, {(standing.Active ? "active" : "not active: nothing runs")})");
            foreach (var source in standing.Sources)
            {
                Screen.Line($"  {source.Source}: {source.Scope} read {source.ReadAt:u}{(source.ExportedAt is { } exported ? $", exported by the shop {exported:u}" : "")}");
            }

            foreach (var hole in standing.Missing)
            {
                Screen.Line($"  {hole.Source}: changes may be missing until a younger full export is read: {hole.Sentence}");
            }

            foreach (var (state, count) in standing.Skus.OrderBy(pair => pair.Key))
            {
                Screen.Line($"  {count,8:N0} {InBothVocabularies(state)}");
            }

            if (standing.Held is { } held)
            {
                Screen.Line($"  {held.Count,8:N0} held by the last full feed, {held.Run}; why: connector run held --account {standing.Account}");
            }

            foreach (var waiting in standing.Waiting)
            {
                Screen.Line($"  {waiting.Sentence}: {waiting.What}");
                Screen.Line($"    connector brake show {waiting.Run} --account {standing.Account}");
            }

            if (standing.App is { IsGood: false } app)
            {
                Screen.Line($"  the app is {app.State}{(app.Because.Length > 0 ? $": {app.Because}" : "")}; let the seller authorise it: connector account authorize {standing.Account}");
            }

            if (standing.Calls is { Waiting: > 0 } calls)
            {
                Screen.Line($"  {calls.Waiting,8:N0} products wait for calls, {calls.Due:N0} of them due now{(calls.Reasons.Count > 0 ? $" ({string.Join(", ", calls.Reasons.Select(reason => $"{reason.Value:N0} {reason.Key}"))})" : "")}; why: connector queue --account {standing.Account}");
            }

            foreach (var line in standing.Resting)
            {
                Screen.Line($"  {line.Sentence} {line.Remedy}");
            }

            foreach (var pinned in standing.Pinned)
            {
                Screen.Line($"  {pinned.Skus,8:N0} of view {pinned.View} pinned to run {pinned.Run} by {pinned.By} since {pinned.At:u}{(pinned.Because.Length > 0 ? $": {pinned.Because}" : "")}; connector publish resume --account {standing.Account}");
            }

            foreach (var lag in standing.Freshness)
            {
                Screen.Line($"  {lag}");
            }

            foreach (var run in standing.Runs)
            {
                Screen.Line($"  run {run.Id}: {run.State}, started {run.Started} by {run.StartedBy}{(run.Message is null ? "" : $": {run.Message}")}");
            }
        }

        return ExitCodes.Done;
    }

    /// <summary>This product's word for a state, with those of TikTok's FAQ and of the product grid that others have.</summary>
    private static string InBothVocabularies(ListingState state)
    {
        var words = StateWords.Of(state);
        return words.Canonical + (words.Faq.Length > 0 ? $" (TikTok's FAQ: {words.Faq}; product grid: {words.Grid})" : $" (product grid: {words.Grid})");
    }

    private static int ShowSku(House house, IReadOnlyList<(string Name, Account Account)> accounts, string sku)
    {
        var found = accounts.SelectMany(account => account.Account.Views.Select(view => SkuStanding.Of(house, account.Name, view, sku))).OfType<SkuStanding>().ToList();
        if (house.Json)
        {
            JsonLines.Write(found);
        }
        else
        {
            foreach (var standing in found)
            {
                Screen.Line($"{standing.Sku} in {standing.Account}/{standing.View}: {InBothVocabularies(standing.State)}{(standing.Because.Count > 0 ? $": {string.Join(" / ", standing.Because)}" : "")}");
                if (standing.SentAt is { } sent)
                {
                    Screen.Line($"  last sent {sent:u} by run {standing.Run}{(standing.AnsweredAt is { } seen ? $", answered {seen:u}" : "")}");
                }

                if (standing.Pinned is not null)
                {
                    Screen.Line($"  {standing.Pinned}");
                }
            }
        }

        if (found.Count > 0)
        {
            return ExitCodes.Done;
        }

        Faults.Write(house.Json, [UnknownSku.Fault(house, accounts.SelectMany(account => account.Account.Views), sku)]);
        return ExitCodes.Fault;
    }
}

/// <summary>Where one SKU stands in one view; also one that was never sent.</summary>
internal sealed record SkuStanding(
    string Sku, string Account, string View, ListingState State, string Words, IReadOnlyList<string> Because, string? Run, DateTimeOffset? SentAt, DateTimeOffset? AnsweredAt)
{
    /// <summary>To which run its content and price are pinned; null: they are not.</summary>
    public string? Pinned { get; init; }

    public static SkuStanding? Of(House house, string account, StoreView view, string sku) => Unpinned(house, account, view, sku) is { } standing
        ? standing with { Pinned = PinOf(house, account, view, sku) }
        : null;

    private static string? PinOf(House house, string account, StoreView view, string sku)
    {
        using var ledger = house.Room<Ledger>().View(account, view.Name);
        return ledger.Pin(sku, Pins.Mark(house.Room<Documents>().Policies(account).Versions))?.Sentence;
    }

    private static SkuStanding? Unpinned(House house, string account, StoreView view, string sku)
    {
        if (house.Room<Answers>().All(account, view.Name, sku).FirstOrDefault() is { } listing)
        {
            var because = listing.State == ListingState.Rejected ? listing.Answer!.Reasons : listing.HeldCode is { } code ? [$"held in the shop: {code}"] : (IReadOnlyList<string>)[];
            return new SkuStanding(sku, account, view.Name, listing.State, StateWords.Of(listing.State).Canonical, because, listing.Run, listing.SentAt, listing.Answer?.SeenAt);
        }

        if (house.Room<FeedRun>().Explain(account, view, sku).Passage is not { } passage)
        {
            return null;
        }

        var state = Listing.StateOf(null, passage);
        return new SkuStanding(sku, account, view.Name, state, StateWords.Of(state).Canonical, passage.Held is { } held ? [held.ToString()] : [], null, null, null);
    }
}
