using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Accounts;
using Connector.Archive;
using Connector.Drop;

namespace Connector.Intake;

/// <summary>The folder into which people put manual files, WebDAV or local: what lies there whole, and answers put beside it.</summary>
internal sealed class IntakeFolder
{
    /// <summary>Where files go that were taken, or not.</summary>
    public const string Processed = "processed", Rejected = "rejected";

    private const string ReceiptEnd = ".receipt.json", ErrorsEnd = ".errors.csv";

    private readonly IDropFolder _folder;
    private readonly FeedDrop _drop;
    private readonly AccountIntake _settings;
    private readonly TimeProvider _clock;

    public IntakeFolder(Doors doors, Account account, TimeProvider clock)
    {
        (_settings, _clock) = (account.Intake, clock);
        var location = Location(account.Intake);
        _folder = doors.Folder(location, "intake");
        _drop = new FeedDrop(_folder, location, clock, jitter: null);
    }

    public static DropLocation Location(AccountIntake intake) => intake.At(new Uri(intake.Url), "The intake folder's ", get: TimeSpan.FromMinutes(5)) with { Retries = 2 };

    private long Most => _settings.LargestMb * 1_000_000L;

    /// <summary>
    /// What lies there and has not changed while this waited, by name: still growing files, those under TEMP_, hidden ones, folders and our own answers are left alone.
    /// </summary>
    public async Task<IReadOnlyList<DropEntry>> SettledAsync(CancellationToken cancellation)
    {
        var before = await FilesAsync(cancellation).ConfigureAwait(false);
        if (before.Count == 0)
        {
            return before;
        }

        await Task.Delay(_settings.Settled, _clock, cancellation).ConfigureAwait(false);
        var after = await FilesAsync(cancellation).ConfigureAwait(false);
        return [.. after.Where(file => before.Any(seen => seen.Name == file.Name && seen.IsSameAs(file) && seen.Length == file.Length)).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    public bool IsTooLarge(DropEntry file) => file.Length > Most;

    /// <summary>Fetches a file. Null where it is gone, or another one than was seen: it is left for the next look.</summary>
    /// <returns>Its length and SHA-256, lower-case hexadecimal.</returns>
    public async Task<(long Length, string Sha256)?> FetchAsync(DropEntry file, string path, CancellationToken cancellation)
    {
        await using var into = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        var given = await _folder.ReadAsync(file.Name, into, Most, cancellation).ConfigureAwait(false);
        if (given is null || (file.Length is { } told && told != into.Length))
        {
            return null;
        }

        var after = (await FilesAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(seen => seen.Name == file.Name);
        if (after is null || !after.IsSameAs(file))
        {
            return null;
        }

        into.Flush(flushToDisk: true);
        into.Position = 0;
        return (into.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(into, cancellation).ConfigureAwait(false)));
    }

    /// <summary>Files whose names do not allow an answer: they are left alone.</summary>
    public async Task<IReadOnlyList<string>> PassedOverAsync(CancellationToken cancellation) =>
        [.. (await _folder.ListAsync("", cancellation).ConfigureAwait(false)).Where(entry => !entry.IsFolder && IsGiven(entry.Name) && !IsAnswerable(entry.Name)).Select(entry => entry.Name)];

    /// <summary>Puts the receipt beside a file that was skipped: what lies there of an earlier one of this name stays, but for its receipt.</summary>
    public Task AnswerAsync(IntakeReceipt receipt, CancellationToken cancellation) => _drop.PlaceAsync([Of(receipt)], cancellation);

    /// <summary>Puts the receipt, and the list of errors where there is one, beside a file; over those of an earlier file of this name.</summary>
    public async Task AnswerAsync(IntakeReceipt receipt, string? errors, CancellationToken cancellation)
    {
        List<DropFile> answers = [Of(receipt)];
        if (errors is not null)
        {
            await using var file = File.OpenRead(errors);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
            answers.Insert(0, new DropFile("", ErrorsOf(receipt.File), file.Length, hash, _ => ValueTask.FromResult<Stream>(File.OpenRead(errors))));
        }
        else
        {
            await _folder.RemoveAsync(ErrorsOf(receipt.File), cancellation).ConfigureAwait(false);
        }

        await _drop.PlaceAsync(answers, cancellation).ConfigureAwait(false);
    }

    /// <summary>Moves a file away that was not taken, unless another one has been put there since it was seen.</summary>
    public async Task MoveAsync(DropEntry seen, string to, CancellationToken cancellation)
    {
        if ((await FilesAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(file => file.Name == seen.Name) is { } there && there.IsSameAs(seen))
        {
            await _folder.EnsureAsync(Rejected, cancellation).ConfigureAwait(false);
            await _folder.MoveAsync(seen.Name, to, there.Length ?? 0, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Moves a file away that was answered. One that is gone already was moved before a cut; one that has been put there since stays, to be taken.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sha256">Of its bytes.</param>
    /// <param name="to">Where to.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task MoveAsync(string name, string sha256, string to, CancellationToken cancellation)
    {
        if (await _folder.LookAsync(name, cancellation).ConfigureAwait(false) is not { Length: var length }
            || await _folder.HashAsync(name, cancellation).ConfigureAwait(false) != sha256)
        {
            return;
        }

        await _folder.EnsureAsync(to[..to.IndexOf('/', StringComparison.Ordinal)], cancellation).ConfigureAwait(false);
        await _folder.MoveAsync(name, to, length ?? 0, cancellation).ConfigureAwait(false);
    }

    public static string ErrorsOf(string name) => name + ErrorsEnd;

    private async Task<IReadOnlyList<DropEntry>> FilesAsync(CancellationToken cancellation) =>
        [.. (await _folder.ListAsync("", cancellation).ConfigureAwait(false)).Where(entry => !entry.IsFolder && IsGiven(entry.Name) && IsAnswerable(entry.Name))];

    private static DropFile Of(IntakeReceipt receipt)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(receipt, RunFolders.Json);
        return new DropFile("", receipt.File + ReceiptEnd, json.Length, Convert.ToHexStringLower(SHA256.HashData(json)), _ => ValueTask.FromResult<Stream>(new MemoryStream(json, writable: false)));
    }

    private static bool IsGiven(string name) =>
        !name.StartsWith('.') && !name.StartsWith('~') && !name.StartsWith(DropPath.Temporary, StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith(ReceiptEnd, StringComparison.OrdinalIgnoreCase) && !name.EndsWith(ErrorsEnd, StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith(".part", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an answer can be put beside it, and it can be moved away under a name with a time before it.</summary>
    private static bool IsAnswerable(string name)
    {
        const int Longest = 255, Around = 40;
        try
        {
            DropPath.CheckName(name);
            return Encoding.UTF8.GetByteCount(name) + Around <= Longest;
        }
        catch (PersonMustDecideException)
        {
            return false;
        }
    }
}
