namespace Connector.Intake;

/// <summary>What a look at a manual file found.</summary>
public sealed record IntakeChecked
{
    /// <summary>How its bytes were read; null where they could not be.</summary>
    public IntakeForm? Form { get; init; }

    /// <summary>Rows with anything in them, the header not counted.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that can be taken.</summary>
    public long Accepted { get; init; }

    /// <summary>Rows that cannot.</summary>
    public long Refused { get; init; }

    /// <summary>Values that are given, one for each column, SKU and view.</summary>
    public long Values { get; init; }

    /// <summary>SKUs of which values are taken back.</summary>
    public long Cleared { get; init; }

    /// <summary>SKUs that are taken down.</summary>
    public long TakenDown { get; init; }

    /// <summary>SKUs that are taken down no more.</summary>
    public long Restored { get; init; }

    /// <summary>Whether anything is about stock, so that an inventory delta has to tell of it.</summary>
    public bool IsAboutStock { get; init; }

    /// <summary>Values that stand for what follows from the shop, and were given as they are: nothing is done about them.</summary>
    public long AsTheyAre { get; init; }

    /// <summary>The first refused rows; the others stand in the list of errors.</summary>
    public IReadOnlyList<RowFault> Faults { get; init; } = [];

    /// <summary>Why nothing of the file can be taken; null: some of it can.</summary>
    public IntakeRefusal? Refusal { get; init; }
}

/// <summary>Why a whole file is refused, or skipped.</summary>
/// <param name="Code">Stable: <c>intake.empty</c>, <c>intake.header</c> ...</param>
/// <param name="Sentence">What is the matter.</param>
/// <param name="Cure">What to do.</param>
public sealed record IntakeRefusal(string Code, string Sentence, string Cure);
