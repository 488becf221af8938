using Connector.Accounts;
using Connector.Alerts;

namespace Connector.Worker.Commands;

/// <summary><c>account connect</c>, <c>connection</c> and <c>disconnect</c>: the connection of a shop by interface A.</summary>
internal static class ConnectionCommands
{
    public static Command Connect()
    {
        var (name, person) = (Name(), new GivenPerson());
        var command = new Command("connect", "Connect the shop with TikTok by alert: TikTok gets the login with which it reads the folder.") { name };
        person.On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var account = parsed.GetValue(name)!;
            var status = await house.Room<Connecting>().ConnectAsync(account, person.By(parsed), person.Because(parsed), cancellation);
            return Show(house, account, status);
        });
        return command;
    }

    public static Command Connection()
    {
        var name = Name();
        var command = new Command("connection", "Ask TikTok whether the shop is connected.") { name };
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var account = parsed.GetValue(name)!;
            return Show(house, account, await house.Room<Connecting>().GetStatusAsync(account, brief: true, cancellation));
        });
        return command;
    }

    public static Command Disconnect()
    {
        var (name, person) = (Name(), new GivenPerson());
        var command = new Command("disconnect", "Disconnect the shop: TikTok fetches nothing any more.") { name };
        person.On(command);
        command.Validators.Add(result =>
        {
            if (!person.IsSaidWhy(result))
            {
                result.AddError("what is disconnected is answered for: add --because TEXT");
            }
        });
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var account = parsed.GetValue(name)!;
            await house.Room<Connecting>().DisconnectAsync(account, person.By(parsed), person.Because(parsed), cancellation);
            if (house.Json)
            {
                JsonLines.Write(new { account, disconnected = true });
            }
            else
            {
                Screen.Line($"Account {account} is disconnected: TikTok fetches nothing any more, and refuses alerts.");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>What <c>check</c> says of it.</summary>
    public static async Task<IReadOnlyList<CheckCommand.Finding>> LookAsync(House house, string name, Account account, CancellationToken cancellation)
    {
        var findings = new List<CheckCommand.Finding>();
        if (account.Alert.ExternalDataKey.IsEmpty)
        {
            return findings;
        }

        var where = $"account {name}: connection";
        await CheckCommand.TryAsync(findings, where, async () =>
        {
            var status = await house.Room<Connecting>().GetStatusAsync(name, brief: true, cancellation);
            findings.Add(new(where, status.IsConnected, Sentence(account.ExternalBusinessId, status), status.IsConnected ? "" : Cure(name)));
        });
        return findings;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The account." };

    private static string Sentence(string id, ConnectionStatus status) => status.IsConnected
        ? $"TikTok says that {id} is connected"
        : $"TikTok says that {id} is not connected ({(status.Value is { } value ? $"status {value}; 2 is connected" : "it tells no status")})";

    private static string Cure(string name) => $"connect it: connector account connect {name}";

    private static int Show(House house, string name, ConnectionStatus status)
    {
        if (house.Json)
        {
            JsonLines.Write(new { account = name, status.IsConnected, status = status.Value });
        }
        else
        {
            Screen.Line($"{Sentence($"account {name}", status)}.{(status.IsConnected ? "" : $" To {Cure(name)}.")}");
        }

        return status.IsConnected ? ExitCodes.Done : ExitCodes.Fault;
    }
}
