namespace Connector.Intake;

/// <summary>What became of a manual file; a chained record in the archive, beside the file itself (<c>original.csv</c>) and the list of its errors.</summary>
/// <param name="Intake">Its id: the folder in the archive.</param>
/// <param name="Account">The account.</param>
/// <param name="File">As it was called in the intake folder.</param>
/// <param name="Outcome">accepted, accepted-in-part or refused.</param>
/// <param name="TakenAt">When.</param>
/// <param name="By">Who put it there, as far as known.</param>
/// <param name="LastModified">The folder's own time of the file, where it tells.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="ErrorsSha256">Of the list of errors; empty where there is none.</param>
/// <param name="Checked">What was found in it.</param>
/// <param name="Previous">SHA-256 of the account's chained record before this one; empty for the first.</param>
/// <param name="Position">Its place in the account's chain, from 1.</param>
public sealed record IntakeRecord(
    string Intake, string Account, string File, string Outcome, DateTimeOffset TakenAt, string By, DateTimeOffset? LastModified, long Bytes, string Sha256, string ErrorsSha256,
    IntakeChecked Checked, string Previous, long Position)
{
    /// <summary>SHA-256 of the files beside it, which it vouches for.</summary>
    public IReadOnlyDictionary<string, string> Files => ErrorsSha256.Length == 0
        ? new Dictionary<string, string> { ["original.csv"] = Sha256 }
        : new Dictionary<string, string> { ["original.csv"] = Sha256, ["errors.csv"] = ErrorsSha256 };
}

/// <summary>The answer that is put beside a manual file: <c>NAME.receipt.json</c>.</summary>
public sealed record IntakeReceipt
{
    /// <summary>The file's name.</summary>
    public required string File { get; init; }

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>accepted, accepted-in-part, refused or skipped.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was refused or skipped whole, and what to do; null: it was not.</summary>
    public IntakeRefusal? Because { get; init; }

    /// <summary>Its id, by which the archive and <c>explain</c> name it; null where it was not archived.</summary>
    public string? Intake { get; init; }

    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Who put it there, as far as known.</summary>
    public string By { get; init; } = "";

    public long? Bytes { get; init; }

    public string? Sha256 { get; init; }

    /// <summary>How its bytes were read.</summary>
    public IntakeForm? Form { get; init; }

    public long Rows { get; init; }

    public long Accepted { get; init; }

    public long Refused { get; init; }

    /// <summary>Values given, one for each column, SKU and view.</summary>
    public long Values { get; init; }

    public long Cleared { get; init; }

    public long TakenDown { get; init; }

    public long Restored { get; init; }

    /// <summary>Cells that only repeat what follows from the shop: nothing is done about them.</summary>
    public long AsTheyAre { get; init; }

    /// <summary>The list of refused rows; null where there is none.</summary>
    public string? Errors { get; init; }

    /// <summary>The feeds that told TikTok.</summary>
    public IReadOnlyList<IntakeSent> Runs { get; init; } = [];

    /// <summary>Where the file is now, below the intake folder.</summary>
    public string MovedTo { get; init; } = "";
}

/// <summary>A feed that was made because of manual files.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Run">Its id; null where there was nothing to send, or it was stopped.</param>
/// <param name="Rows">Rows that it sent, of this file and of all else that waited.</param>
/// <param name="Stopped">Why it was stopped, and what to do; null: it was not. What was taken goes with the next one.</param>
public sealed record IntakeSent(FeedKind Kind, string? Run, long Rows, string? Stopped = null);
