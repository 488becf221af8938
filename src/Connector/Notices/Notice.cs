namespace Connector.Notices;

/// <summary>Something that people are told of: told once when it begins, again each day while it goes on, and once when it is over.</summary>
public sealed record Notice
{
    public long Id { get; init; }

    /// <summary>The account; empty for a read of a shop, which concerns all accounts that sell from it.</summary>
    public string Account { get; init; } = "";

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What it is about: a kind of feed, a source. Of an account, kind and subject one notice is open at a time.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What is the matter, with the actual values.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>What to do.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The run that it was noticed by last, where it was one.</summary>
    public string? Run { get; init; }

    public string FirstAt { get; init; } = "";

    public string LastAt { get; init; } = "";

    /// <summary>How often it was noticed.</summary>
    public long Times { get; init; }

    /// <summary>When it was over; null: it goes on.</summary>
    public string? EndedAt { get; init; }

    /// <summary>The command with which a person begins.</summary>
    public string Command => Kind switch
    {
        NoticeKinds.SourceStale => $"connector store read --source {Subject}",
        NoticeKinds.Rejections => $"connector review poll --account {Account}",
        NoticeKinds.AuthorisationExpires => $"connector account show {Account}",
        NoticeKinds.AuthorisationLost when Subject == NoticeWatch.AccessToken => $"connector check --account {Account}",
        NoticeKinds.AuthorisationLost => $"connector account authorize {Account}",
        NoticeKinds.FreshnessMissed => $"connector status --account {Account}",
        _ when Subject == ListingRun.Work => $"connector queue --account {Account}",
        _ when Subject.StartsWith(StoreRead, StringComparison.Ordinal) => $"connector store read --source {Subject[StoreRead.Length..]}",
        _ when Enum.GetValues<FeedKind>().Where(kind => kind.Words() == Subject).Select(kind => (FeedKind?)kind).FirstOrDefault() is { } kind => $"connector feed {Word(kind)} --account {Account}",
        _ => $"connector review poll --account {Account}",
    };

    /// <summary>How the subject of a store read begins; the source's name follows.</summary>
    internal const string StoreRead = "store read ";

    /// <summary>One line for lists and subjects of mails.</summary>
    public string Heading => $"{(Account.Length > 0 ? Account + ": " : "")}{Subject} {(Kind is NoticeKinds.RunFailed or NoticeKinds.RunWaits ? "" : "- ")}{NoticeKinds.Words(Kind)}";

    private static string Word(FeedKind kind) => kind switch
    {
        FeedKind.Full => "full",
        FeedKind.Inventory => "inventory",
        FeedKind.Delta => "delta",
        FeedKind.PriceDelta => "delta --only price",
        _ => "delta --only inventory",
    };
}
