namespace Connector.Watching;

/// <summary>What is watched while it goes on.</summary>
/// <param name="For">The account; the source for store reads.</param>
/// <param name="Work">What is done, for people: <c>full feed</c>.</param>
/// <param name="Lease">The lease under which it is done.</param>
public sealed record Watched(string For, string Work, string Lease)
{
    /// <summary>The kind of feed; null for store reads and polls.</summary>
    public FeedKind? Kind { get; init; }

    /// <summary>Whether a shop is read, so that <see cref="For"/> is a source.</summary>
    public bool IsStoreRead { get; init; }

    public static Watched Feed(FeedOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new Watched(order.Account, order.Kind.Words(), $"{order.Account}/{(order.Kind.IsInventory() ? "inventory" : "product")}") { Kind = order.Kind };
    }

    public static Watched StoreRead(string source) => new(source, "store read", $"store/{source}") { IsStoreRead = true };

    public static Watched Review(string account) => new(account, "review poll", $"{account}/review");
}
