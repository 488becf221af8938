using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;

namespace Connector.State;

internal static partial class DocumentRules
{
    /// <summary>Far beyond any price.</summary>
    private const decimal MostMoney = 1_000_000_000m;

    private static void Check(PricingPolicy policy, Action<string, string, string> fault)
    {
        if (policy.PriceAttribute.Length > 0 && string.IsNullOrWhiteSpace(policy.PriceAttribute))
        {
            fault("$.priceAttribute", "the attribute has no id", "give the id of a custom attribute, or leave it out");
        }

        Once(policy.Books, "$.books", "price book", fault);
        for (var i = 0; i < policy.Changes.Count; i++)
        {
            Check(policy.Changes[i], $"$.changes[{i}]", fault);
        }

        if (policy.Conversion is { } conversion)
        {
            if (!Money.IsCurrency(conversion.Currency))
            {
                fault("$.conversion.currency", $"'{conversion.Currency}' is no currency", "write three capital letters (ISO 4217), such as EUR");
            }

            Above0(conversion.Rate, MostMoney, "$.conversion.rate", fault);
        }

        if (policy.Rounding is { } rounding)
        {
            Check(rounding, fault);
        }

        Amount(policy.Least, 0, MostMoney, "$.least", fault);
        Amount(policy.Most, 0, MostMoney, "$.most", fault);
        if (policy.Most > 0 && policy.Most < policy.Least)
        {
            fault("$.most", $"the highest price {Plain(policy.Most)} is below the least, {Plain(policy.Least)}: nothing could be listed", "raise it, or lower the least");
        }
    }

    private static void Check(PriceChange change, string path, Action<string, string, string> fault)
    {
        if (change.By == PriceChangeBy.Fixed)
        {
            Amount(change.Amount, 0, MostMoney, path + ".amount", fault);
        }
        else if (change.To == PriceChangeTo.Increase)
        {
            Amount(change.Amount, 0, 10_000, path + ".amount", fault);
        }
        else if (change.Amount is < 0 or >= 100)
        {
            fault(path + ".amount", $"a reduction by {Plain(change.Amount)} % leaves no price", "choose a value from 0 to below 100");
        }
    }

    private static void Check(PriceRounding rounding, Action<string, string, string> fault)
    {
        if (rounding.To == RoundTo.Step)
        {
            Above0(rounding.Step, 1_000_000, "$.rounding.step", fault);
            if (rounding.Step is > 0 and < 0.001m)
            {
                fault("$.rounding.step", $"a step of {Plain(rounding.Step)} is finer than any currency's digits", "choose one from 0.001");
            }
        }
        else if (rounding.Step != 0)
        {
            fault("$.rounding.step", "a step is given, and the rounding is not to steps", "leave it out, or set to to step");
        }

        if (rounding.Ending is < 0 or >= 1)
        {
            fault("$.rounding.ending", $"{Plain(rounding.Ending)} is no part below 1", "choose a value from 0 to below 1, such as 0.99");
        }
    }

    private static void Above0(decimal value, decimal most, string path, Action<string, string, string> fault)
    {
        if (value <= 0 || value > most)
        {
            fault(path, $"{Plain(value)} is not above 0 and at most {Plain(most)}", $"choose a value above 0, {Plain(most)} at the most");
        }
    }

    private static string Plain(decimal amount) => amount.ToString("0.############", CultureInfo.InvariantCulture);
}
