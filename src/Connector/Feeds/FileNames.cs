using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Store;

namespace Connector.Feeds;

/// <summary>Names of delivered files (facts: sfcc.md 1.2). The stamp is UTC with a 24-hour clock, rises with every run and never repeats.</summary>
public static partial class FileNames
{
    public static string Product(FeedSheet sheet, StoreView view, string stamp, int part, int gzip)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        ArgumentNullException.ThrowIfNull(view);
        return $"tiktok-feed-{view.Site}-{stamp}-{view.Locale}{Part(part)}.{sheet.Extension}{Gz(gzip)}";
    }

    public static string Delete(StoreView view, string stamp, int part)
    {
        ArgumentNullException.ThrowIfNull(view);
        return $"delete-feed-{view.Site}-{stamp}-{view.Locale}{Part(part)}.txt";
    }

    /// <param name="warehouse">The inventory list id, where an account has a file for each warehouse; else empty.</param>
    public static string Inventory(string warehouse, string stamp, int part) => $"inventory-{(warehouse.Length > 0 ? Plain(warehouse) + "-" : "")}{stamp}{Part(part)}.xml";

    /// <summary>An id as it can stand in a file name; two that look alike there are refused with the account.</summary>
    public static string Plain(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return string.Concat(id.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '-'));
    }

    /// <summary>Whether a name is one that feeds of an account have.</summary>
    public static bool IsOurs(string name, Accounts.Account account)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(account);
        return Stamped().IsMatch(name) && (name.StartsWith("inventory-", StringComparison.Ordinal)
            || account.Views.Any(view => name.StartsWith($"tiktok-feed-{view.Site}-", StringComparison.Ordinal) || name.StartsWith($"delete-feed-{view.Site}-", StringComparison.Ordinal)));
    }

    /// <summary>A product file's name without its stamp: the one name under which it is pulled again and again.</summary>
    public static string Unstamped(string name) => Stamp().Replace(name, "-", 1);

    [GeneratedRegex(@"-\d{14}-", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"-\d{14}(-[A-Za-z0-9_-]+)?\.(txt|csv|xml)(\.gz)?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Stamped();

    private static string Part(int part) => part == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-part{part:00}");

    private static string Gz(int gzip) => gzip == 0 ? "" : ".gz";
}
