namespace Connector.Policy.Catalog;

/// <summary>An amount held by reference: an offer is copied whenever a step changes it, and its prices hardly ever are.</summary>
internal sealed record HeldMoney(Money Money)
{
    public decimal Amount => Money.Amount;

    public string Currency => Money.Currency;

    /// <summary>The same currency, another amount; the very same where it is the amount already.</summary>
    public HeldMoney With(decimal amount) => amount == Money.Amount ? this : new HeldMoney(Money with { Amount = amount });

    public static HeldMoney? Of(Money? money) => money is { } amount ? new HeldMoney(amount) : null;
}
