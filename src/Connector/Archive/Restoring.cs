using System.Security.Cryptography;
using Connector.Feeds;

namespace Connector.Archive;

/// <summary>How a file of a run was given again.</summary>
public enum RestoredBy
{
    /// <summary>The archive still had it.</summary>
    Copied,

    /// <summary>It was made again of the rows that were kept.</summary>
    Remade,

    /// <summary>It left the archive, and nothing of it was kept.</summary>
    Gone,
}

/// <summary>A file that was given again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="By">How.</param>
/// <param name="IsSame">Whether it is, byte for byte, what was delivered; false too where it is gone.</param>
/// <param name="IsSamePlain">Whether it is so before compression: another compressor gives other bytes for the same rows.</param>
/// <param name="Sha256">SHA-256 of what was delivered.</param>
public sealed record RestoredFile(string Name, RestoredBy By, bool IsSame, bool IsSamePlain, string Sha256);

/// <summary>Gives the files of a run again, out of the archive alone. Checklist AUD-06.</summary>
public sealed class Restoring(KeptRows kept, ArchiveIndexing indexing, RunFolders folders)
{
    private const int Most = 1 << 20;

    /// <summary>Writes a run's files into a folder.</summary>
    /// <param name="account">The account.</param>
    /// <param name="run">The run.</param>
    /// <param name="into">The folder; it is made.</param>
    /// <param name="remake">Also make again, of rows of other runs as far as those have them, what the archive still has.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PersonMustDecideException"><c>run.unknown</c>: the archive has no such run, or it made no files.</exception>
    public IReadOnlyList<RestoredFile> Restore(string account, string run, string into, bool remake, CancellationToken cancellation)
    {
        var made = Demand(folders, account, run);
        if (remake)
        {
            indexing.CatchUp(account, null, cancellation);
        }

        Directory.CreateDirectory(into);
        return [.. made.Files.Select(file => Restore(account, run, file, into, remake, cancellation))];
    }

    /// <summary>What a run made.</summary>
    internal static FeedMade Demand(RunFolders folders, string account, string run) =>
        run.Length >= 4 && run.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && folders.Get<FeedMade>(account, run, RecordNames.Feed) is { } made
            ? made
            : throw new PersonMustDecideException("run.unknown", $"The archive has no feed of run {run} of account {account}.", $"See `connector run list --account {account}`.");

    private RestoredFile Restore(string account, string run, FeedFile file, string into, bool remake, CancellationToken cancellation)
    {
        var stored = Path.Combine(folders.Of(account, run), "files", file.Name);
        var target = Path.Combine(into, file.Name);
        if (File.Exists(stored) && !remake)
        {
            File.Copy(stored, target, overwrite: true);
            var isSame = Hash(target) == file.Sha256;
            return new RestoredFile(file.Name, RestoredBy.Copied, isSame, isSame, file.Sha256);
        }

        if (!File.Exists(stored))
        {
            using var rows = KeptFile.Open(folders, account, run, file.Name);
            return rows is null ? new RestoredFile(file.Name, RestoredBy.Gone, false, false, file.Sha256) : Remake(rows, into, Plain(account, run, file), cancellation);
        }

        var beside = Path.Combine(into, ".kept");
        try
        {
            kept.Keep(account, run, file, beside, cancellation);
            using var rows = KeptFile.Open(folders, account, Path.Combine(beside, file.Name))!;
            return Remake(rows, into, Plain(account, run, file), cancellation);
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    /// <summary>Makes a file of what was kept of it: its plain bytes, cut into the blocks that it had, compressed as it was.</summary>
    private static RestoredFile Remake(KeptFile rows, string into, string? plainSha256, CancellationToken cancellation)
    {
        var file = rows.Record.File;
        var target = Path.Combine(into, file.Name);
        var blocks = StoredFile.Blocks(file);
        using var hash = SHA256.Create();
        using (var plain = rows.Plain())
        using (var hashed = new CryptoStream(plain, hash, CryptoStreamMode.Read))
        {
            var isCompressed = StoredFile.IsCompressed(file);
            var form = new FeedFileForm(into, file.Kind, file.View, _ => file.Name, default, default, long.MaxValue, isCompressed ? file.Gzip ?? 6 : 0) { MustLast = false };
            using var writer = new FeedFileWriter(form);
            var bytes = new byte[Most];
            for (var number = 0; ; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                var length = number < blocks.Count ? blocks[number].Plain : Most;
                bytes = bytes.Length >= length ? bytes : new byte[length];
                var read = hashed.ReadAtLeast(bytes.AsSpan(0, length), length, throwOnEndOfStream: false);
                if (read == 0)
                {
                    break;
                }

                if (isCompressed)
                {
                    writer.Write(RowBlocks.Deflated(bytes.AsSpan(0, read), form.Gzip, 0));
                }
                else
                {
                    writer.Write(bytes.AsSpan(0, read));
                }
            }

            writer.End(evenEmpty: true);
        }

        return new RestoredFile(file.Name, RestoredBy.Remade, Hash(target) == file.Sha256, Convert.ToHexStringLower(hash.Hash!) == (plainSha256 ?? rows.Record.PlainSha256), file.Sha256);
    }

    /// <summary>The hash of a file's plain bytes, as the seal has it; null in runs of before it had.</summary>
    private string? Plain(string account, string run, FeedFile file) =>
        folders.Get<SealRecord>(account, run, RecordNames.Seal)?.Manifest?.FirstOrDefault(known => known.Name == $"files/{file.Name}")?.PlainSha256;

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
