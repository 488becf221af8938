using Connector.Policy;
using Connector.Review;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>review poll</c>: what TikTok says about the rows last sent.</summary>
internal static class ReviewCommands
{
    public static Command Review()
    {
        var account = new Option<string>("--account") { Description = "The account.", HelpName = "A", Required = true };
        var wait = new Option<bool>("--wait") { Description = "Poll until every SKU has an answer, or the account's review.giveUpAfter is over (exit code 1)." };
        var poll = new Command("poll", "Ask TikTok about every SKU without an answer to the row last sent.") { account, wait };
        poll.SetHouseAction((house, parsed, cancellation) => PollAsync(house, parsed.GetValue(account)!, parsed.GetValue(wait), cancellation));
        return new Command("review", "TikTok's answers.") { poll };
    }

    public static async Task<int> PollAsync(House house, string account, bool wait, CancellationToken cancellation)
    {
        var run = house.Room<ReviewRun>();
        var result = wait
            ? await Told.WithProgressAsync(house.Json, "review", told => run.WaitAsync(account, told, cancellation))
            : await run.PollAsync(account, cancellation);
        var rejected = house.Room<Answers>().All(account).Where(listing => listing.State == ListingState.Rejected).ToList();
        if (house.Json)
        {
            JsonLines.Write(new { result.Asked, result.News, result.Waiting, result.NotThere, result.Counts, rejected = rejected.Select(listing => new { listing.View, listing.Sku, listing.Answer!.Reasons }) });
        }
        else
        {
            Screen.Line($"{result.Asked:N0} SKUs asked for, {result.News:N0} with news, {result.Waiting:N0} still without an answer to the row last sent");
            if (result.NotThere > 0)
            {
                Screen.Line($"  {result.NotThere:N0} are not at TikTok yet: their calls wait for something, such as stock; for what, of each: connector product status SKU... --account {account}");
            }

            foreach (var (state, count) in result.Counts.OrderBy(pair => pair.Key))
            {
                Screen.Line($"  {count,6:N0} {StateWords.Of(state).Canonical}");
            }

            foreach (var listing in rejected)
            {
                Screen.Line($"  rejected: {listing.Sku} (view {listing.View}): {string.Join(" / ", listing.Answer!.Reasons)}");
            }
        }

        if (!wait || result.Waiting == 0)
        {
            return ExitCodes.Done;
        }

        var limit = house.Room<Documents>().Account(account).Review.GiveUpAfter;
        Faults.Write(house.Json, [new Fault("review.waiting", $"{result.Waiting} SKUs have no answer after {limit}", "poll again later; `connector status` shows which, and TikTok's Seller Center what it made of the file")]);
        return ExitCodes.Fault;
    }
}
