using System.Text.Json.Serialization;

namespace Connector.Sandbox;

/// <summary>Which requests go wrong, how often, and how.</summary>
/// <param name="Action">What happens instead of, or after, the ordinary answer.</param>
public sealed record FaultRule(FaultAction Action)
{
    /// <summary>HTTP verb, or null for any.</summary>
    public string? Method { get; init; }

    /// <summary>Text that the path as sent must contain (case-sensitive), or null for any.</summary>
    public string? PathContains { get; init; }

    /// <summary>Regular expression that the path as sent must match, or null for any.</summary>
    public string? PathRegex { get; init; }

    /// <summary>For how many matching requests the rule lives; default 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many matching requests pass unharmed first; default 0.</summary>
    public int Skip { get; init; }
}

/// <summary>What a fault does. <c>AfterEffect</c>: the request is carried out first, only its answer is lost or replaced.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Status), "status")]
[JsonDerivedType(typeof(Hang), "hang")]
[JsonDerivedType(typeof(Cut), "cut")]
[JsonDerivedType(typeof(Code), "code")]
public abstract record FaultAction
{
    private FaultAction()
    {
    }

    /// <summary>Answers with an HTTP status, with <c>Retry-After</c> in seconds where given.</summary>
    public sealed record Status(int Value, int? RetryAfterSeconds = null, bool AfterEffect = false) : FaultAction;

    /// <summary>Says nothing until <see cref="FaultScript.Release"/>, then goes on as usual.</summary>
    public sealed record Hang(bool AfterEffect = false) : FaultAction;

    /// <summary>Closes the connection once so many bytes of the request body or of the answer have passed (0 = at once); with <c>AfterEffect</c> after the effect, without an answer.</summary>
    public sealed record Cut(long Bytes = 0, bool AfterEffect = false) : FaultAction;

    /// <summary>TikTok stand-in only: HTTP 200 with an envelope that carries this code.</summary>
    public sealed record Code(int Value, string Message = "Scripted fault", bool AfterEffect = false) : FaultAction;
}
