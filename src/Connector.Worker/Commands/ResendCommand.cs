using Connector.Review;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>resend</c>: SKUs that the next delta sends again, whether or not they changed.</summary>
internal static class ResendCommand
{
    private const int Shown = 20;

    public static Command Resend()
    {
        var skus = GivenSkus.Argument(ArgumentArity.ZeroOrMore);
        var account = GivenSkus.Account();
        var refused = new Option<bool>("--refused") { Description = "All SKUs of which TikTok rejected the row last sent, instead of named ones." };
        var command = new Command("resend", "Send SKUs again with the next deltas, whether or not they changed.") { skus, account, refused };
        var person = new GivenPerson().On(command);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(skus)?.Tokens.Count > 0) == Given.IsOn(result.GetResult(refused)))
            {
                result.AddError("name SKUs, or give --refused");
            }
        });
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Ask(
            house, parsed.GetValue(account)!, parsed.GetValue(refused) ? null : parsed.GetValue(skus)!, person.By(parsed), person.Because(parsed))));
        return command;
    }

    private static int Ask(House house, string account, IReadOnlyList<string>? named, string by, string because)
    {
        var views = house.Room<Documents>().Account(account).Views;
        var resending = house.Room<Resending>();
        if (named is not null && resending.NeverSent(account, named) is { Count: > 0 } unsent)
        {
            Faults.Write(house.Json, [.. unsent.Select(sku => UnknownSku.NotSold(house, views, sku, "name") ?? new Fault(
                "sku.unsent", $"{sku} was never sent to TikTok for account {account}", $"ids are case-sensitive; why it is not sent is told by: connector explain {sku} --account {account}"))]);
            if (!house.Json)
            {
                Console.Error.WriteLine("Nothing is sent again");
            }

            return ExitCodes.Fault;
        }

        var skus = named?.Distinct(StringComparer.Ordinal).ToList() ?? resending.Refused(account);
        resending.Ask(account, skus, by, because);
        if (house.Json)
        {
            JsonLines.Write(new { account, resend = skus });
            return ExitCodes.Done;
        }

        if (skus.Count == 0)
        {
            Screen.Line($"TikTok rejects no row of account {account} as it was last sent; nothing is sent again.");
            return ExitCodes.Done;
        }

        Screen.Line($"{skus.Count:N0} {(skus.Count == 1 ? "SKU is" : "SKUs are")} sent again: {string.Join(", ", skus.Take(Shown))}{(skus.Count > Shown ? $" and {skus.Count - Shown:N0} more" : "")}");
        Screen.Line($"The next delta of each kind has them; at once: connector feed delta --account {account}");
        return ExitCodes.Done;
    }
}
