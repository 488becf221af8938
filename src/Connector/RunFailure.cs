namespace Connector;

/// <summary>A run stops because a person must decide or mend something. Never retried by itself; exit code 3.</summary>
/// <param name="code">Stable code, for machines: <c>feed.empty</c>, <c>mirror.stale</c>, <c>lease.held</c> ...</param>
/// <param name="sentence">What is the matter, with the actual values.</param>
/// <param name="remedy">What to do about it.</param>
public sealed class PersonMustDecideException(string code, string sentence, string remedy)
    : Exception($"{sentence} {remedy}")
{
    public string Code { get; } = code;

    public string Sentence { get; } = sentence;

    public string Remedy { get; } = remedy;
}

/// <summary>The other side (WebDAV, TikTok, a store) failed in a way that can heal: the run is taken up again later. Exit code 1.</summary>
/// <param name="code">Stable code, for machines: <c>drop.unreachable</c>, <c>alert.refused</c> ...</param>
/// <param name="sentence">Which call failed, and how, with the actual values; never a secret.</param>
/// <param name="remedy">What to look at if it does not heal.</param>
public sealed class RemoteFailedException(string code, string sentence, string remedy, Exception? inner = null)
    : Exception($"{sentence} {remedy}", inner)
{
    public string Code { get; } = code;

    public string Sentence { get; } = sentence;

    public string Remedy { get; } = remedy;

    /// <summary>How long the other side asked to be left alone, where it said so (Retry-After).</summary>
    public TimeSpan? RetryAfter { get; init; }
}
