using Connector.Listings;

namespace Connector.Worker.Commands;

/// <summary><c>account authorize</c>: the seller lets the app act for the shop.</summary>
internal static class AuthorizeCommand
{
    public static Command Authorize()
    {
        var name = new Argument<string>("NAME") { Description = "The account." };
        var code = new Option<string?>("--code") { Description = "The code that TikTok sent the browser back with; with --state. It counts once, for 30 minutes.", HelpName = "C" };
        var given = new Option<string?>("--state") { Description = "The state that came back beside it.", HelpName = "S" };
        var redirected = new Option<string?>("--redirected")
        {
            Description = "The whole address that TikTok sent the browser back to; - reads it from standard input, and the name of a file from that: then it is in no shell's history.", HelpName = "URL|FILE|-",
        };
        var listen = new Option<int?>("--listen") { Description = "Wait on this machine's loopback for the browser to come back; the app's redirect address in TikTok's Partner Center must be http://localhost:PORT/.", HelpName = "PORT" };
        var command = new Command("authorize", "Let the seller authorise the app for TikTok's Shop Open Platform: prints the page to open; then takes what TikTok sent back.") { name, code, given, redirected, listen };
        var person = new GivenPerson().On(command);
        command.Validators.Add(result =>
        {
            var (hasCode, hasState) = (Given.Is(result.GetResult(code)), Given.Is(result.GetResult(given)));
            if (hasCode != hasState)
            {
                result.AddError("--code C and --state S go together");
            }

            if (new[] { hasCode, Given.Is(result.GetResult(redirected)), Given.Is(result.GetResult(listen)) }.Count(one => one) > 1)
            {
                result.AddError("--code, --redirected and --listen exclude each other");
            }

            if (result.GetResult(listen) is { } port && Given.Is(port) && Given.Number(port) is not (>= 1 and <= 65535))
            {
                result.AddError("--listen takes a port from 1 to 65535");
            }
        });
        command.SetHouseAction((house, parsed, cancellation) =>
        {
            var (account, by, because) = (parsed.GetValue(name)!, person.By(parsed), person.Because(parsed));
            return parsed switch
            {
                _ when parsed.GetValue(code) is { } its => FinishAsync(house, account, new Redirected(new Secret(its.Trim()), parsed.GetValue(given)!.Trim(), ""), by, because, cancellation),
                _ when parsed.GetValue(redirected) is { } pasted => FinishAsync(house, account, Redirected.Read(Pasted(pasted)), by, because, cancellation),
                _ when parsed.GetValue(listen) is { } port => ListenAsync(house, account, port, by, because, cancellation),
                _ => Task.FromResult(Begin(house, account, by)),
            };
        });
        return command;
    }

    private static int Begin(House house, string account, string by)
    {
        var begun = house.Room<Authorising>().Begin(account, by);
        if (house.Json)
        {
            JsonLines.Write(new { account, url = begun.Url, begun.State, begun.Until });
            return ExitCodes.Done;
        }

        Screen.Line($"Let the seller of account {account}'s shop open this page and agree, until {begun.Until:u}:");
        Screen.Line(begun.Url.AbsoluteUri);
        Screen.Line("TikTok then sends the browser to the app's redirect address. Whatever that shows, copy the whole address and give it to:");
        Screen.Line($"connector account authorize {account} --redirected -");
        return ExitCodes.Done;
    }

    private static async Task<int> ListenAsync(House house, string account, int port, string by, string because, CancellationToken cancellation)
    {
        var authorising = house.Room<Authorising>();
        await using var ear = await RedirectEar.OpenAsync(port, cancellation);
        var begun = authorising.Begin(account, by);
        // On the error stream where JSON is wanted: the page has to be opened while this waits.
        (house.Json ? Console.Error : Console.Out).WriteLine($"Open this page as the seller of account {account}'s shop, until {begun.Until:u}; waiting at http://localhost:{port}/\n{begun.Url.AbsoluteUri}");
        var back = await ear.HearAsync(begun.State, begun.Until, house.Room<TimeProvider>(), cancellation);
        return await FinishAsync(house, account, back, by, because, cancellation);
    }

    private static async Task<int> FinishAsync(House house, string account, Redirected redirected, string by, string because, CancellationToken cancellation)
    {
        var record = await house.Room<Authorising>().FinishAsync(account, redirected, by, because, cancellation);
        if (house.Json)
        {
            JsonLines.Write(record);
            return ExitCodes.Done;
        }

        Screen.Line($"Account {account} is authorised for shop {record.ShopId} {record.ShopName} ({record.ShopRegion}) of seller {record.Seller}.");
        Screen.Line($"Scopes: {(record.Scopes.Count > 0 ? string.Join(", ", record.Scopes) : "TikTok does not say")}.");
        Screen.Line($"It holds until {record.RefreshExpires:yyyy-MM-dd} and is refreshed by itself before. Noted as {record.Run}.");
        Screen.Line($"Next: connector account onboard {account}");
        return ExitCodes.Done;
    }

    private static string Pasted(string given)
    {
        if (given == "-")
        {
            return Console.In.ReadLine() ?? "";
        }

        return given.Contains("code=", StringComparison.Ordinal) || given.Contains("error=", StringComparison.Ordinal) ? given
            : File.Exists(given) ? File.ReadAllText(given)
            : throw new PersonMustDecideException("order.redirected", "What stands behind --redirected is neither an address with a code nor a file.", "Copy the whole address from the browser's address line, in quotes, or write - and paste it.");
    }
}
