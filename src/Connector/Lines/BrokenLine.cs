namespace Connector.Lines;

/// <summary>A line to a host on which the worker makes no calls for a while, because none has gone well.</summary>
/// <param name="For">The account, or <c>store/</c> and the source, whose calls rest.</param>
/// <param name="Host">Host and port.</param>
/// <param name="Since">When the first call failed after which none went well.</param>
/// <param name="Until">When one call is let through again; if it goes well, all are.</param>
/// <param name="Because">How the last call failed.</param>
public sealed record BrokenLine(string For, string Host, DateTimeOffset Since, DateTimeOffset Until, string Because)
{
    /// <summary>Who, since when, until when, why.</summary>
    public string Sentence => $"No call of {For} to {Host} has gone well since {Since.ToUniversalTime():u} ({Because.TrimEnd('.')}); its calls rest until {Until.ToUniversalTime():u}, then one is tried.";

    /// <summary>What to do about it.</summary>
    public string Remedy => For.StartsWith(LineBreakers.Store, StringComparison.Ordinal)
        ? $"See that {Host} runs and can be reached from this machine; `connector store check --source {For[LineBreakers.Store.Length..]}` tries it at once."
        : $"See that {Host} runs and can be reached from this machine; `connector check --account {For}` tries it at once.";
}
