namespace Connector.Policy.Catalog;

/// <summary>An amount held by reference: an offer is copied whenever a step changes it, and its prices hardly ever are.</summary>
internal sealed record HeldMoney(Money Money)
{
    public static HeldMoney? Of(Money? money) => money is { } amount ? new HeldMoney(amount) : null;
}
