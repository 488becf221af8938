using Connector.Listings;
using Connector.State;

namespace Connector.Worker.Commands;

/// <summary><c>account onboard</c>: what TikTok says of a shop before goods are listed. Checklist ACC-05, ATT-06.</summary>
internal static class OnboardCommand
{
    public static Command Onboard()
    {
        var name = new Argument<string>("NAME") { Description = "The account." };
        var category = new Option<string[]>("--category")
        {
            Description = "Fetch rules and attributes of these leaves. Default: those that the account's listing templates use.", HelpName = "ID", AllowMultipleArgumentsPerToken = true,
        };
        var all = new Option<bool>("--all") { Description = "Fetch rules and attributes of every leaf: two calls each, at the account's pace." };
        var show = new Option<bool>("--show") { Description = "Fetch nothing: show what was fetched last." };
        var command = new Command("onboard", "Fetch TikTok's categories, attributes, warehouses, ways of delivery, carriers and prerequisites for an account; the categories become a version of its document.") { name, category, all, show };
        var person = new GivenPerson().On(command);
        command.Validators.Add(result =>
        {
            if (new[] { Given.Is(result.GetResult(category)), Given.IsOn(result.GetResult(all)), Given.IsOn(result.GetResult(show)) }.Count(one => one) > 1)
            {
                result.AddError("--category, --all and --show exclude each other");
            }
        });
        command.SetHouseAction(async (house, parsed, cancellation) =>
        {
            var account = parsed.GetValue(name)!;
            if (parsed.GetValue(show))
            {
                return ShowLast(house, account);
            }

            var scope = new OnboardingScope(parsed.GetValue(category) ?? [], parsed.GetValue(all));
            var result = await Told.WithProgressAsync(
                house.Json, "onboarding", told => house.Room<Onboarding>().FetchAsync(account, scope, person.By(parsed), person.Because(parsed), told, cancellation));
            return Show(house, account, result);
        });
        return command;
    }

    private static int Show(House house, string account, OnboardingResult result)
    {
        if (result.Faults.Count > 0)
        {
            return ChangedDocuments.Refuse(house, result.Faults);
        }

        if (house.Json)
        {
            JsonLines.Write(new
            {
                account, result.Document, applied = result.Versions.Select(version => ChangedDocuments.One(house, version)), result.Leaves, result.Fetched, result.Changes, result.Untold, result.SetUp,
            });
            return ExitCodes.Done;
        }

        Screen.Line($"TikTok's tree has {result.Leaves:N0} leaf categories; rules and attributes were fetched of {result.Fetched:N0}{(result.Fetched == 0 ? ": no listing template of the account names a category (name some with --category, or fetch --all)" : "")}.");
        foreach (var change in result.Changes)
        {
            Screen.Line($"  {change.Id} {change.Name}: {string.Join("; ", change.Sentences)}");
        }

        foreach (var untold in result.Untold)
        {
            Screen.Line($"  not told: {untold}");
        }

        ChangedDocuments.Lines(house, result.Versions, []);
        if (result.Versions.Any(version => version.Kind == DocumentKinds.Account))
        {
            Screen.Line($"Where your documents are files, add \"categories\": \"{result.Document}\" to accounts/{account}.json, or the next `connector apply` takes it off again; `connector export DIR` writes them all.");
        }

        Screen.Line(result.Versions.Count == 0 ? $"Nothing had changed: {DocumentKinds.Categories}/{result.Document} stays as it is." : "");
        Lists(result.SetUp);
        Screen.Line("Onboarding data imported successfully.");
        return ExitCodes.Done;
    }

    private static int ShowLast(House house, string account)
    {
        _ = house.Room<Documents>().Account(account);
        if (house.Room<ShopData>().Find<ShopSetUp>(account) is not { } last)
        {
            throw new PersonMustDecideException("order.onboard", $"Nothing was fetched for account {account} yet.", $"Fetch it: connector account onboard {account}.");
        }

        if (house.Json)
        {
            JsonLines.Write(new { account, last.Fetched, setUp = last.Data });
            return ExitCodes.Done;
        }

        Screen.Line($"As TikTok said on {last.Fetched:u}:");
        Lists(last.Data);
        return ExitCodes.Done;
    }

    private static void Lists(ShopSetUp setUp)
    {
        foreach (var warehouse in setUp.Warehouses)
        {
            Screen.Line($"warehouse {warehouse.Id} {warehouse.Name}: {Words(warehouse.Type)}, {Words(warehouse.EffectStatus)}{(warehouse.IsDefault ? ", the default" : "")}");
            foreach (var delivery in setUp.Deliveries.Where(delivery => delivery.WarehouseId == warehouse.Id))
            {
                Screen.Line($"  delivers {Words(delivery.Type)}: {delivery.Id} {delivery.Name}; {(delivery.Carriers.Count > 0 ? $"carriers {string.Join(", ", delivery.Carriers.Select(carrier => carrier.Name))}" : "TikTok carries")}");
            }
        }

        Screen.Line($"brands: {setUp.Brands?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "not counted"}, of them {setUp.AuthorisedBrands?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "not counted"} that the shop is authorised for");
        foreach (var failed in setUp.Prerequisites.Where(check => check.IsFailed))
        {
            Screen.Line($"not ready: {Words(failed.CheckItem)}{(failed.FailReasons.Count > 0 ? $" ({string.Join("; ", failed.FailReasons)})" : "")}");
        }
    }

    /// <summary>TikTok's words in a sentence.</summary>
    internal static string Words(string word) => word.Replace('_', ' ').ToLowerInvariant();
}
