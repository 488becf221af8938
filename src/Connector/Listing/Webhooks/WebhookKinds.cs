namespace Connector.Listings;

/// <summary>The kinds of webhooks (facts 3.4), and which of them take effect here.</summary>
public static class WebhookKinds
{
    public const long Deauthorised = 6;
    public const long AuthorisationExpires = 7;

    private static readonly Dictionary<long, string> Names = new()
    {
        [1] = "order status", [2] = "reverse status", [3] = "recipient address", [4] = "package", [5] = "product status", [Deauthorised] = "authorisation withdrawn", [AuthorisationExpires] = "authorisation expires",
        [11] = "cancellation", [12] = "return", [13] = "conversation", [14] = "message", [15] = "product information", [16] = "product made", [18] = "product category", [27] = "stock level",
        [36] = "invoice", [37] = "product audit",
    };

    /// <summary>Kinds after which a product is looked at. They say too little to be believed alone: what is put down is what the look shows.</summary>
    public static bool IsAboutProduct(long type) => type is 5 or 15 or 16 or 18 or 27 or 37;

    public static string Name(long type) => Names.TryGetValue(type, out var name) ? name : $"kind {type}";
}
