namespace Connector.Worker.Commands;

/// <summary><c>product</c>: what people do with chosen SKUs; progress, and a result for each.</summary>
internal static class ProductCommands
{
    public static Command Product() => new("product", "Actions on chosen SKUs: each says what came of it, SKU by SKU.")
    {
        Asking("validate", "Whether all that is needed for listing is there. Nothing is sent.", async (house, name, skus, view, cancellation) =>
            await Task.FromResult(house.Room<MassActions>().Validate(name, skus, view, cancellation))),
        Doing("upload", "Send them now, whether or not they changed.", becauseIsRequired: false, (actions, name, skus, by, because, told, cancellation) => actions.UploadAsync(name, skus, by, because, told, cancellation)),
        Asking("status", "Ask TikTok where they stand now.", (house, name, skus, view, cancellation) => house.Room<MassActions>().StatusAsync(name, skus, view, cancellation)),
        Doing("activate", "Put them back on TikTok: ends what deactivate did.", becauseIsRequired: false, (actions, name, skus, by, because, told, cancellation) => actions.ChangeStatusAsync(name, skus, true, by, because, told, cancellation)),
        Doing("deactivate", "Take them off TikTok until they are activated, whatever the store says.", becauseIsRequired: true, (actions, name, skus, by, because, told, cancellation) => actions.ChangeStatusAsync(name, skus, false, by, because, told, cancellation)),
        Doing("sync", "Tell their prices and quantities now.", becauseIsRequired: false, (actions, name, skus, by, because, told, cancellation) => actions.SyncAsync(name, skus, by, because, told, cancellation)),
    };

    private static Command Asking(string word, string description, Func<House, string, IReadOnlyList<string>, string?, CancellationToken, Task<IReadOnlyList<ActionResult>>> ask)
    {
        var (skus, account) = (GivenSkus.Argument(), GivenSkus.Account());
        var view = new Option<string?>("--view") { Description = "Only this store view.", HelpName = "V" };
        var command = new Command(word, description) { skus, account, view };
        command.SetHouseAction(async (house, parsed, cancellation) => Show(house, await ask(house, parsed.GetValue(account)!, parsed.GetValue(skus)!, parsed.GetValue(view), cancellation), word == "status"));
        return command;
    }

    private static Command Doing(
        string word, string description, bool becauseIsRequired, Func<MassActions, string, IReadOnlyList<string>, string, string, IProgress<TripStep>, CancellationToken, Task<IReadOnlyList<ActionResult>>> act)
    {
        var (skus, account) = (GivenSkus.Argument(), GivenSkus.Account());
        var command = new Command(word, description) { skus, account };
        var person = new GivenPerson(becauseIsRequired).On(command);
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var (name, given) = (parsed.GetValue(account)!, parsed.GetValue(skus)!);
            if (GivenSkus.NotSold(house, house.Room<State.Documents>().Account(name).Views, given) is { Count: > 0 } faults)
            {
                Faults.Write(house.Json, faults);
                return ExitCodes.Fault;
            }

            return Show(house, await Told.WithProgressAsync(
                house.Json, word, told => act(house.Room<MassActions>(), name, given, person.By(parsed), person.Because(parsed), told, cancellation)), withState: true);
        });
        return command;
    }

    private static int Show(House house, IReadOnlyList<ActionResult> results, bool withState)
    {
        var isGood = results.All(result => result.Done);
        if (house.Json)
        {
            JsonLines.Write(results);
            return isGood ? ExitCodes.Done : ExitCodes.Fault;
        }

        foreach (var result in results)
        {
            Screen.Line($"{(result.Done ? "ok   " : "fault")}  {result.Sku}{(result.View.Length > 0 ? $" ({result.View})" : "")}: {(withState && result.State.Length > 0 ? $"{result.State}; " : "")}{result.Sentence.TrimEnd('.')}{(result.Remedy.Length > 0 ? $"; {result.Remedy}" : "")}");
        }

        var count = results.Count(result => !result.Done);
        Screen.Line(isGood ? $"{results.Count:N0} {(results.Count == 1 ? "result" : "results")}, all well." : $"{count:N0} of {results.Count:N0} need a person.");
        return isGood ? ExitCodes.Done : ExitCodes.Fault;
    }
}
