namespace Connector.Policy;

/// <summary>What people decided about one SKU of an account. It wins over documents and over the shop.</summary>
public sealed record SkuDecision
{
    /// <summary>It is taken down: off TikTok, whatever the store or a file says.</summary>
    public Takedown? TakenDown { get; init; }

    /// <summary>The listing template it was put into by hand; null: the templates' conditions decide. Checklist SYN-08, D-04.</summary>
    public string? Template { get; init; }
}

/// <summary>Who took a SKU down, why, and when.</summary>
public sealed record Takedown(string By, string Because, DateTimeOffset At);
