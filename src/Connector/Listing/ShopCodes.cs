using System.Collections.Frozen;
using System.Globalization;
using Connector.Alerts;

namespace Connector.Listings;

/// <param name="Code">The code in the answer's envelope, or beside an item.</param>
/// <param name="Meaning">What TikTok means by it, in its own words, shortened.</param>
/// <param name="Action">What to do.</param>
public sealed record ShopCode(long Code, string Meaning, CodeAction Action)
{
    /// <summary>Whether it passes by itself: a promotion ends.</summary>
    public bool Heals { get; init; }

    /// <summary>What a person can do.</summary>
    public string Cure { get; init; } = Action switch
    {
        CodeAction.Done => "",
        CodeAction.Retry => "If it does not heal, ask TikTok and name the request id.",
        CodeAction.Wait => "Lower the account's shop.callsPerSecond; other programs with the same app count too.",
        CodeAction.Refresh => "The access token is refreshed by itself; if that does not help, authorise the app again: connector account authorize NAME.",
        CodeAction.Item => "Correct this product in the shop or by a policy, and send it again.",
        CodeAction.DailyCap => "What is left goes when TikTok allows more: new shops may list 100 products a day, later 1,000.",
        CodeAction.Person => "Put the shop in order in TikTok's Seller Center; then repeat.",
        _ => "Check the account's shop settings against the message; then ask TikTok and name the request id.",
    };
}

/// <summary>The codes of the Shop Open Platform: those of every call (facts/tiktok.md 3.1, 3.3), and those documented for the calls that are made here (appendix E).</summary>
public static partial class ShopCodes
{
    /// <summary>"Check failed": what failed stands inside.</summary>
    public const long Wrapper = 12052990;

    private const string Passing = "It goes by itself when the promotion or campaign is over; or end that in TikTok's Seller Center.";

    private const string Again = "Authorise the app again: connector account authorize NAME.";

    private static readonly ShopCode[] Common =
    [
        new(0, "OK", CodeAction.Done),
        new(36009002, "too many requests", CodeAction.Wait),
        new(36009003, "internal error", CodeAction.Retry),
        new(36009004, "invalid or missing parameter or credential", CodeAction.No),
        new(36009007, "timeout", CodeAction.Retry),
        new(36009009, "wrong path", CodeAction.No),
        new(36009010, "wrong method", CodeAction.No),
        new(36009021, "file too large", CodeAction.Item),
        new(36009022, "wrong content type", CodeAction.No),
        new(36009023, "wrong content type", CodeAction.No),
        new(36009033, "this machine's address is not on the app's allow list", CodeAction.Person) { Cure = "Add the address from which this machine calls to the app's allow list in TikTok's Partner Center." },
        new(101000, "token invalid, or shop_cipher of another seller", CodeAction.Person) { Cure = Again },
        new(105001, "authorisation expired", CodeAction.Person) { Cure = Again },
        new(105002, "access token expired", CodeAction.Refresh),
        new(105005, "the app lacks the scope for this call", CodeAction.Person) { Cure = "Give the app the scope in TikTok's Partner Center; then authorise it again: connector account authorize NAME." },
        new(106001, "signature wrong", CodeAction.Person) { Cure = "Check shop.appKey, and that shop.appSecret names the secret of this very app." },
        new(106013, "shop_cipher missing", CodeAction.Person) { Cure = Again },
        new(36004001, "refresh token expired, or authorisation code bad or used", CodeAction.Person) { Cure = Again },
    ];

    /// <summary>Documented codes that are not the fault of one item.</summary>
    private static readonly FrozenDictionary<long, (CodeAction Action, string? Cure)> Special = new Dictionary<long, (CodeAction, string?)>
    {
        [12019045] = (CodeAction.Item, Passing),
        [12052038] = (CodeAction.Item, Passing),
        [12052393] = (CodeAction.Item, Passing),
        [12001000] = (CodeAction.Retry, null),
        [12052881] = (CodeAction.Retry, null),
        [33001002] = (CodeAction.Retry, null),
        [12052093] = (CodeAction.DailyCap, null),
        [12009014] = (CodeAction.Person, null),
        [12019112] = (CodeAction.Person, null),
        [12019114] = (CodeAction.Person, null),
        [12019215] = (CodeAction.Person, "Pay the deposit in TikTok's Seller Center; then repeat."),
        [12052115] = (CodeAction.Person, "Add a warehouse in TikTok's Seller Center; then repeat."),
        [12052332] = (CodeAction.Person, "TikTok has locked the shop for changes of products while it integrates it; wait until that is over. Prices and stock can be changed."),
        [12052402] = (CodeAction.Person, "Set a shipping template in TikTok's Seller Center; then repeat."),
        [12052535] = (CodeAction.Person, "Set the return warehouse in TikTok's Seller Center; then repeat."),
        [12052700] = (CodeAction.Person, null),
        [12052703] = (CodeAction.Person, null),
        [12052704] = (CodeAction.Person, null),
        [12052923] = (CodeAction.Person, null),
        [12052995] = (CodeAction.Person, null),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<long, ShopCode> Known = Common.Concat(Listed.Split('\n').Select(OfLine)).ToFrozenDictionary(code => code.Code);

    /// <summary>All listed codes.</summary>
    public static IReadOnlyCollection<ShopCode> All => Known.Values;

    /// <summary>
    /// The listed code, or what its family says: 12xxxxxx are products' faults, 36004xxx an authorisation's; any other unlisted one is the call's.
    /// </summary>
    public static ShopCode Of(long code) => Known.TryGetValue(code, out var known) ? known : code switch
    {
        >= 12_000_000 and < 13_000_000 => new ShopCode(code, "not listed", CodeAction.Item),
        >= 36_004_000 and < 36_005_000 => new ShopCode(code, "authorisation fault, not listed", CodeAction.Person) { Cure = Again },
        _ => new ShopCode(code, "not listed", CodeAction.No),
    };

    private static ShopCode OfLine(string line)
    {
        var text = line.Trim();
        var (code, meaning) = (long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture), text[(text.IndexOf(' ') + 1)..]);
        return !Special.TryGetValue(code, out var special) ? new ShopCode(code, meaning, CodeAction.Item)
            : special.Cure is { } cure ? new ShopCode(code, meaning, special.Action) { Cure = cure, Heals = cure == Passing }
            : new ShopCode(code, meaning, special.Action);
    }
}
