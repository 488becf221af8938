using System.Text.RegularExpressions;
using Connector.Accounts;
using Connector.Drop;
using Connector.Feeds;
using Connector.Notices;
using Connector.Policy.Documents;
using Connector.Policy.Stages;
using Connector.Schedule;
using Connector.Store;

namespace Connector.State;

/// <summary>What must hold within and between documents, beyond their form. Finds every fault at once.</summary>
internal static partial class DocumentRules
{
    public static void Check(
        Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Dictionary<string, Account> before, List<DocumentFault> faults)
    {
        foreach (var ((_, name), (where, value)) in documents)
        {
            void Fault(string path, string sentence, string remedy) => faults.Add(new DocumentFault(where, path, sentence, remedy));
            CheckTitle(value, Fault);
            CheckReferences(value, documents, Fault);
            switch (value)
            {
                case Account account:
                    Check(name, account, documents, before, Fault);
                    break;
                case StoreSource source:
                    Check(source, Fault);
                    break;
                case FeedSchedule schedule:
                    Check(schedule, documents, Fault);
                    break;
                case NoticeReceiver receiver:
                    Check(receiver, Fault);
                    break;
                case SynchronizationPolicy policy:
                    Check(policy, Fault);
                    CheckSelected(name, policy, documents, Fault);
                    break;
                case InventoryPolicy policy:
                    Check(policy, Fault);
                    break;
                case PricingPolicy policy:
                    Check(policy, Fault);
                    break;
                case ImagePolicy policy:
                    Check(policy, Fault);
                    break;
                case AttributeMapping mapping:
                    Check(mapping, Fault);
                    CheckAttributes(mapping, documents, Fault);
                    break;
                case CategorySet set:
                    Check(set, Fault);
                    break;
                case ListingTemplate template:
                    Check(template, Fault);
                    CheckCategory(template, documents, Fault);
                    break;
                case Rule rule:
                    Check(rule, Fault);
                    break;
            }
        }

        CheckDefaults(documents, faults);
        CheckChoices(documents, faults);
    }

    private static void Check(
        string name, Account account, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Dictionary<string, Account> before, Action<string, string, string> fault)
    {
        if (!CountryForm().IsMatch(account.Country))
        {
            fault("$.country", $"'{account.Country}' is no country code", "write two capital letters (ISO 3166), such as GB");
        }

        if (before.TryGetValue(name, out var saved) && saved.Country != account.Country)
        {
            fault("$.country", $"the country was saved as {saved.Country} and cannot be changed", "make another account");
        }

        Currency(account.Currency, "$.currency", fault);
        if (account.Delivery == DeliveryChannel.Alert)
        {
            Present(account.ExternalBusinessId, "$.externalBusinessId", "the id under which TikTok knows the shop", fault);
        }

        Present(account.InventoryListId, "$.inventoryListId", "the inventory list that TikTok reads", fault);
        Warehouses(account, fault);
        if (FeedSheets.Find(account.Sheet)?.GoesBy != account.Delivery)
        {
            fault(
                "$.sheet", FeedSheets.Find(account.Sheet) is null ? $"there is no feed sheet '{account.Sheet}'" : $"files of sheet {account.Sheet} do not reach TikTok by delivery {account.Delivery.ToString().ToLowerInvariant()}",
                $"leave it out, or use {FeedSheets.For(account.Delivery).Id}; files of the others are made by feed full --sheet ID --dry-run");
        }

        Entered(account.Drop, account.Drop.Url, "$.drop", required: account.Delivery != DeliveryChannel.Calls, fault);
        Address(account.Drop.PublicUrl, "$.drop.publicUrl", required: false, fault);
        Address(account.Alert.BaseUrl, "$.alert.baseUrl", required: true, fault);
        Address(account.Review.BaseUrl, "$.review.baseUrl", required: true, fault);
        PartLimit(account.Drop, fault);
        Range(account.Drop.Gzip, 0, 9, "$.drop.gzip", fault);
        Range(account.Drop.KeepDays, 0, 3650, "$.drop.keepDays", fault);
        Folder(account.Drop.ProductFolder, "$.drop.productFolder", fault);
        Folder(account.Drop.InventoryFolder, "$.drop.inventoryFolder", fault);
        if (account.Drop.ProductFolder == account.Drop.InventoryFolder)
        {
            fault("$.drop.inventoryFolder", "products and inventory go to the same folder", "give each its own: TikTok lists a folder for each kind");
        }

        Intake(account, fault);
        Delivered(account, fault);
        Within(account.Alert.DeletePause, TimeSpan.Zero, TimeSpan.FromHours(1), "$.alert.deletePause", fault);
        Within(account.Alert.FetchedAfter, TimeSpan.Zero, TimeSpan.FromDays(30), "$.alert.fetchedAfter", fault);
        Within(account.Review.Every, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "$.review.every", fault);
        Range(account.Review.RejectedPercent, 0, 100, "$.review.rejectedPercent", fault);
        Range(account.Review.RejectedLeast, 1, int.MaxValue, "$.review.rejectedLeast", fault);
        Within(account.Review.GiveUpAfter, TimeSpan.Zero, TimeSpan.FromDays(30), "$.review.giveUpAfter", fault);
        Positive(account.CatalogMaxAge, "$.catalogMaxAge", fault);
        Positive(account.InventoryMaxAge, "$.inventoryMaxAge", fault);
        Brakes(account.Brakes, fault);
        Bound(account.Freshness.PriceAndStock, "$.freshness.priceAndStock", fault);
        Bound(account.Freshness.Content, "$.freshness.content", fault);
        foreach (var (policy, shape, path) in new[]
        {
            (account.Policies.Synchronization, typeof(SynchronizationPolicy), "$.policies.synchronization"),
            (account.Policies.Inventory, typeof(InventoryPolicy), "$.policies.inventory"),
            (account.Policies.Image, typeof(ImagePolicy), "$.policies.image"),
            (account.Policies.Mapping, typeof(AttributeMapping), "$.policies.mapping"),
        })
        {
            if (policy.Length > 0 && (!documents.TryGetValue((DocumentKinds.Policy, policy), out var found) || found.Value.GetType() != shape))
            {
                fault(path, $"there is no policy '{policy}' of this type", "apply it, or leave the setting out for the default");
            }
        }

        CheckViews(account, documents, fault);
        foreach (var ((kind, other), (_, value)) in documents.Where(pair => pair.Key.Kind == DocumentKinds.Account && string.CompareOrdinal(pair.Key.Name, name) < 0))
        {
            if (value is Account second)
            {
                CheckApart(account, other, second, fault);
            }
        }
    }

    private static void Warehouses(Account account, Action<string, string, string> fault)
    {
        for (var i = 0; i < account.Warehouses.Count; i++)
        {
            var warehouse = account.Warehouses[i];
            Present(warehouse.List, $"$.warehouses[{i}].list", "the shop's inventory list of the warehouse", fault);
            Present(warehouse.InventoryListId, $"$.warehouses[{i}].inventoryListId", "the inventory list by which TikTok knows the warehouse", fault);
            if (account.Warehouses.Take(i).Any(other => other.List == warehouse.List || FileNames.Plain(other.InventoryListId) == FileNames.Plain(warehouse.InventoryListId)))
            {
                fault($"$.warehouses[{i}]", $"'{warehouse.List}' or '{warehouse.InventoryListId}' is another warehouse's already, or would share its file name", "give each warehouse its own list and id");
            }
        }

        foreach (var list in account.Warehouses.Count == 0 ? [] : account.Views.SelectMany(view => view.InventoryLists).Distinct(StringComparer.Ordinal))
        {
            if (!account.Warehouses.Any(warehouse => warehouse.List == list))
            {
                fault("$.warehouses", $"inventory list '{list}', which a view reads, belongs to no warehouse: its stock would not be told", "name it as a warehouse, or take it out of the view");
            }
        }
    }

    /// <summary>Two accounts that share a folder would overwrite each other's files; two that share a catalog, each other's rows.</summary>
    private static void CheckApart(Account account, string otherName, Account other, Action<string, string, string> fault)
    {
        if (Folders(account).Intersect(Folders(other), StringComparer.Ordinal).Any())
        {
            fault("$.drop.url", $"account {otherName} drops its files into the same folder", "give each account folders of its own");
        }

        if (account.Intake.Url.Length > 0 && (Place(account.Intake.Url) == Place(other.Intake.Url) || Folders(other).Contains(Place(account.Intake.Url))))
        {
            fault("$.intake.url", $"account {otherName} uses the same folder", "give each account an intake folder of its own");
        }

        foreach (var view in account.Views.Where(view => view.CatalogId.Length > 0 && other.Views.Any(second => second.CatalogId == view.CatalogId)))
        {
            fault("$.views", $"view '{view.Name}' and account {otherName} show their rows in the same catalog {view.CatalogId}", "give each its own catalog");
        }
    }

    private static string[] Folders(Account account) =>
        account.Drop.Url.Length == 0 ? [] : [Place($"{account.Drop.Url.TrimEnd('/')}/{account.Drop.ProductFolder}"), Place($"{account.Drop.Url.TrimEnd('/')}/{account.Drop.InventoryFolder}")];

    /// <summary>A folder's address in one form: however its host and its escapes are written.</summary>
    private static string Place(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? Uri.UnescapeDataString(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)).TrimEnd('/') : url.TrimEnd('/');

    private static void Intake(Account account, Action<string, string, string> fault)
    {
        Entered(account.Intake, account.Intake.Url, "$.intake", required: false, fault);
        if (account.Intake.Url.Length > 0 && Folders(account).Append(Place(account.Drop.Url)).Contains(Place(account.Intake.Url)))
        {
            fault("$.intake.url", "feeds are dropped into the same folder", "give manual files a folder of their own, which TikTok does not read");
        }

        Within(account.Intake.Every, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1), "$.intake.every", fault);
        Within(account.Intake.Settled, TimeSpan.Zero, TimeSpan.FromHours(1), "$.intake.settled", fault);
        Range(account.Intake.LargestMb, 1, 8000, "$.intake.largestMb", fault);
    }

    private static void CheckViews(Account account, Dictionary<(string Kind, string Name), (string Where, object Value)> documents, Action<string, string, string> fault)
    {
        if (account.Views.Count == 0)
        {
            fault("$.views", "the account has no store view", "add one: source, site, locale, currency, price books, inventory lists");
        }

        for (var i = 0; i < account.Views.Count; i++)
        {
            var view = account.Views[i];
            var path = $"$.views[{i}]";
            if (!documents.ContainsKey((DocumentKinds.Source, view.Source)))
            {
                fault(path + ".source", $"there is no source '{view.Source}'", "apply a document sources/NAME.json that says where the shop is read");
            }

            Currency(view.Currency, path + ".currency", fault);
            if (view.Currency != account.Currency)
            {
                fault(path + ".currency", $"the view sells in {view.Currency}, the TikTok shop in {account.Currency}", "both must be the same: TikTok refuses other currencies");
            }

            if (!NameForm().IsMatch(view.Name))
            {
                fault(path + ".name", $"'{view.Name}' is no name for a view", "use letters, digits, hyphens and underscores, 100 at the most");
            }

            if (view.Site.Length == 0 || !NameForm().IsMatch(view.Site))
            {
                fault(path + ".site", $"'{view.Site}' cannot stand in a file name", "use letters, digits, hyphens and underscores");
            }

            if (view.Locale.Length == 0 || !NameForm().IsMatch(view.Locale))
            {
                fault(path + ".locale", $"'{view.Locale}' is no locale", "write it as the shop does, such as en-GB");
            }

            if (view.PriceBooks.Count == 0)
            {
                fault(path + ".priceBooks", "the view names no price book", "name the books that the site uses");
            }

            if (view.InventoryLists.Count == 0)
            {
                fault(path + ".inventoryLists", "the view names no inventory list", "name the list that the site uses");
            }

            Address(view.LandingPage.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), path + ".landingPage", required: true, fault);
            if (!view.LandingPage.Contains("{sku}", StringComparison.Ordinal) && !view.LandingPage.Contains("{group}", StringComparison.Ordinal))
            {
                fault(path + ".landingPage", "every product would have the same page", "put {sku} or {group} where the shop's address names the product");
            }

            for (var other = 0; other < i; other++)
            {
                CheckPair(account.Views[other], view, path, fault);
            }
        }
    }

    private static void CheckPair(StoreView first, StoreView second, string path, Action<string, string, string> fault)
    {
        if (first.Name == second.Name)
        {
            fault(path + ".name", $"two views are called '{second.Name}'", "give each its own name");
        }

        if (first.Site == second.Site && first.Locale == second.Locale)
        {
            fault(path + ".locale", $"views '{first.Name}' and '{second.Name}' would write the same file (site {second.Site}, locale {second.Locale})", "leave one out, or give it another site or locale");
        }

        if (first.CatalogId.Length > 0 && first.CatalogId == second.CatalogId && first.Source == second.Source)
        {
            fault(path + ".catalogId", $"views '{first.Name}' and '{second.Name}' put the same SKUs into catalog {second.CatalogId}", "give each view its own catalog");
        }
    }

    private static void Check(StoreSource source, Action<string, string, string> fault)
    {
        Present(source.Location, "$.location", "a folder, a zip or the address of a WebDAV folder", fault);
        if (source.WebFolder is { } web)
        {
            CheckAccess(web, source, fault);
        }

        for (var i = 0; i < source.Deltas.Folders.Count; i++)
        {
            Folder(source.Deltas.Folders[i].Trim('/'), $"$.deltas.folders[{i}]", fault);
            if (source.Deltas.Folders.Take(i).Any(other => other.Trim('/') == source.Deltas.Folders[i].Trim('/')))
            {
                fault($"$.deltas.folders[{i}]", $"'{source.Deltas.Folders[i]}' is named twice", "name each folder once");
            }
        }

        Within(source.Deltas.Overlap, TimeSpan.Zero, TimeSpan.FromDays(7), "$.deltas.overlap", fault);
        Range(source.ReadBrakePercent, 0, 100, "$.readBrakePercent", fault);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(source.TimeZone, out _))
        {
            fault("$.timeZone", $"'{source.TimeZone}' is no time zone", "write an IANA name such as Europe/London");
        }

        if (source.Type != "sfcc")
        {
            fault("$.type", $"there is no store adapter '{source.Type}'", "use sfcc");
        }

        Check(source.Omnichannel, fault);
    }

    /// <summary>A default that TikTok does not take would be left out product by product, and only an explanation would say so.</summary>
    private static void Check(AttributeMapping mapping, Action<string, string, string> fault)
    {
        foreach (var (number, path) in new[] { (mapping.GlobalTradeItemNumber, "$.globalTradeItemNumber.default"), (mapping.ManufacturerPartNumber, "$.manufacturerPartNumber.default") })
        {
            if (number.Default.Length > 0)
            {
                fault(path, $"'{number.Default}' would be the number of every product without one", "leave it empty: a number is one product's");
            }
        }

        foreach (var (source, isRight, path, words) in new (AttributeSource, Func<string, bool>, string, string)[]
        {
            (mapping.Gender, word => GenderWord.Of(word).Length > 0, "$.gender.default", "male, female or unisex"),
            (mapping.AgeGroup, word => AgeGroupWord.Of(word).Length > 0, "$.ageGroup.default", "newborn, infant, toddler, kids or adult"),
            (mapping.ShippingWeight, weight => ShippingWeight.IsUnit(weight) || ShippingWeight.IsWeight(weight), "$.shippingWeight.default", "a unit (lb, oz, g, kg), or a weight such as 0.41 kg"),
        })
        {
            if (source.Default.Length > 0 && !isRight(source.Default))
            {
                fault(path, $"'{source.Default}' is nothing that TikTok takes", $"use {words}");
            }
        }

        Address(mapping.Video.Default, "$.video.default", required: false, fault);
    }

    private static void Range(int value, int least, int most, string path, Action<string, string, string> fault)
    {
        if (value < least || value > most)
        {
            fault(path, $"{value} is outside {least} to {most}", $"choose a value from {least} to {most}");
        }
    }

    /// <summary>Lags are kept in buckets: of a target between two bounds nobody could say how often it was met.</summary>
    private static void Bound(TimeSpan target, string path, Action<string, string, string> fault)
    {
        if (!Watching.Freshness.Bounds.Contains(target))
        {
            fault(path, $"{target} is none of the times by which freshness is measured", $"choose one of {string.Join(", ", Watching.Freshness.Bounds)}");
        }
    }

    private static void Within(TimeSpan value, TimeSpan least, TimeSpan most, string path, Action<string, string, string> fault)
    {
        if (value < least || value > most)
        {
            fault(path, $"{value} is outside {least} to {most}", "write it as days.hours:minutes:seconds, such as 00:00:30");
        }
    }

    private static void Positive(TimeSpan value, string path, Action<string, string, string> fault)
    {
        if (value <= TimeSpan.Zero)
        {
            fault(path, $"{value} is not a positive time", "write it as days.hours:minutes:seconds, such as 1.12:00:00");
        }
    }

    private static void Present(string value, string path, string what, Action<string, string, string> fault)
    {
        if (value.Length == 0)
        {
            fault(path, "the value is empty", $"give {what}");
        }
    }

    private static void Currency(string value, string path, Action<string, string, string> fault)
    {
        if (!CurrencyForm().IsMatch(value))
        {
            fault(path, $"'{value}' is no currency code", "write three capital letters (ISO 4217), such as GBP");
        }
    }

    private static void Address(string value, string path, bool required, Action<string, string, string> fault)
    {
        if (value.Length == 0 ? required : !Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "file"))
        {
            fault(path, $"'{Drop.Http.Shown(value)}' is no absolute address", "write https://...");
        }
        else if (value.Length > 0 && new Uri(value).UserInfo.Length > 0)
        {
            fault(path, "the address carries a user or password", "name the user in its own setting and the password by reference");
        }
    }

    private static void Folder(string value, string path, Action<string, string, string> fault)
    {
        if (value.Length == 0 || value.Split('/').Any(part => part is "" or "." or "..") || value.Any(char.IsControl) || value.AsSpan().IndexOfAny("\\?#%") >= 0)
        {
            fault(path, $"'{value}' is no folder name", "use names separated by /, without . or .., and without \\ ? # %");
        }
    }

    [GeneratedRegex("^[A-Z]{2}\\z")]
    private static partial Regex CountryForm();

    [GeneratedRegex("^[A-Z]{3}\\z")]
    private static partial Regex CurrencyForm();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}\\z")]
    private static partial Regex NameForm();
}
