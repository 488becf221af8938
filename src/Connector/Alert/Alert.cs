namespace Connector.Alerts;

/// <summary>What lies at the URL; on the wire in lower case.</summary>
public enum FeedType
{
    /// <summary><c>product</c>: the URL is the folder.</summary>
    Product,

    /// <summary><c>inventory</c>: the URL is the folder.</summary>
    Inventory,

    /// <summary><c>order</c>: the URL is the file.</summary>
    Order,
}

/// <summary>What TikTok shall do with it; on the wire in lower case.</summary>
public enum UpdateType
{
    /// <summary><c>create</c>.</summary>
    Create,

    /// <summary><c>update</c>.</summary>
    Update,

    /// <summary><c>delete</c>.</summary>
    Delete,
}

/// <summary>"The feed is ready at this URL." Repeating it changes nothing.</summary>
/// <param name="Url">The WebDAV folder for products and inventory, the very file for orders; without credentials.</param>
/// <param name="FeedType">What lies there.</param>
/// <param name="UpdateType">What to do with it.</param>
public sealed record Alert(Uri Url, FeedType FeedType, UpdateType UpdateType);

/// <summary>One try and what came of it.</summary>
/// <param name="At">When it was begun.</param>
/// <param name="HttpStatus">HTTP status; null when there was no answer.</param>
/// <param name="Code">Business code of the answer; null when it had none.</param>
/// <param name="Message">TikTok's message, shortened.</param>
/// <param name="RequestId">TikTok's id of the call, for questions to their support.</param>
/// <param name="Error">Why the try did not count; null for the one that did.</param>
public sealed record AlertAttempt(DateTimeOffset At, int? HttpStatus, long? Code, string? Message, string? RequestId, string? Error);

/// <summary>TikTok has taken the alert.</summary>
/// <param name="Alert">What was said.</param>
/// <param name="Attempts">All tries, the last of which succeeded.</param>
/// <param name="Taken">When TikTok confirmed it.</param>
public sealed record AlertReceipt(Alert Alert, IReadOnlyList<AlertAttempt> Attempts, DateTimeOffset Taken);
