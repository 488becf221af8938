namespace Connector.Archive;

/// <summary>What is to be verified.</summary>
public sealed record VerifyOrder
{
    /// <summary>Only this account; null: all.</summary>
    public string? Account { get; init; }

    /// <summary>Only the files of this run; the account's whole chain is gone through all the same. Null: of all.</summary>
    public string? Run { get; init; }

    /// <summary>A daily head's hash, as it was published: the archive must go back to it. Null: only the heads in the archive are looked at.</summary>
    public string? Head { get; init; }

    /// <summary>Also unpack files and compare the plain bytes.</summary>
    public bool Deep { get; init; }

    /// <summary>An archive elsewhere, by its folder; nothing but its files is looked at. Null: this machine's, beside the state database.</summary>
    public string? Location { get; init; }
}

/// <summary>Something that is not as it was.</summary>
/// <param name="Code">Stable code: archive.changed, archive.missing, archive.unnamed, archive.chain, archive.swapped, archive.misplaced, archive.head, archive.plain, archive.unreadable.</param>
/// <param name="Account">The account.</param>
/// <param name="Run">The run; empty for what is in none.</param>
/// <param name="File">The file in the run's folder; empty where it is about more than one.</param>
/// <param name="Offset">Where the first block of 1,048,576 bytes begins that differs; null where the file is not known by blocks.</param>
/// <param name="Sentence">What is the matter.</param>
public sealed record VerifyFault(string Code, string Account, string Run, string File, long? Offset, string Sentence);

/// <summary>What was found, and what was proved.</summary>
public sealed record VerifyResult
{
    /// <summary>All that is wrong; empty when all is well.</summary>
    public required IReadOnlyList<VerifyFault> Faults { get; init; }

    /// <summary>What is worth knowing and not wrong.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Chains that were gone through: accounts, documents, daily heads.</summary>
    public int Chains { get; init; }

    /// <summary>Chained records.</summary>
    public int Records { get; init; }

    /// <summary>Runs with a seal.</summary>
    public int Runs { get; init; }

    /// <summary>Runs without a seal: nothing vouches for what lies in their folders, and nothing of them was delivered or is known to have been.</summary>
    public int Unsealed { get; init; }

    /// <summary>Files that were compared with their hashes.</summary>
    public long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Files that were pruned: listed with their hashes, and no longer there.</summary>
    public long PrunedFiles { get; init; }

    /// <summary>Bytes that they had.</summary>
    public long PrunedBytes { get; init; }

    /// <summary>Daily heads that every chain was held against.</summary>
    public int Heads { get; init; }

    /// <summary>Whether the state database was at hand, which knows where each chain ends.</summary>
    public bool WithTable { get; init; }

    /// <summary>The head that was asked for, if it was.</summary>
    public string? Head { get; init; }
}
