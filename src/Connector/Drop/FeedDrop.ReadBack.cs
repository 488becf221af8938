namespace Connector.Drop;

public sealed partial class FeedDrop
{
    private bool IsReadBack(DropFile file) => file.Length < _location.ReadBackBelow;

    /// <summary>Null when what stands there is the file, as far as it is read: where another file stood there, length alone proves nothing.</summary>
    private async Task<string?> DifferenceAsync(string path, DropEntry? seen, DropFile file, bool readBack, CancellationToken cancellation)
    {
        if (seen is null)
        {
            return "nothing stands there";
        }

        if (seen.Length != file.Length)
        {
            return seen.Length is { } shown ? $"{shown} bytes stand there, {file.Length} were sent" : "the server shows no length";
        }

        if (!readBack)
        {
            return null;
        }

        var hash = await _folder.HashAsync(path, cancellation);
        return file.Sha256.Equals(hash, StringComparison.OrdinalIgnoreCase) ? null : $"{file.Length} bytes stand there, but not those that were sent";
    }

    /// <summary>
    /// Null when what has just got its name is the file. Where what stands there is too slow to be read back, the server's own word must do, or the run would never end: it confirmed the new
    /// name, nothing stands under the temporary one any more, and the length is right.
    /// </summary>
    private async Task<string?> NamedDifferenceAsync(Laid laid, DropEntry? seen, CancellationToken cancellation)
    {
        var file = laid.File;
        if (laid.Overwrites && laid.IsReadable)
        {
            try
            {
                return await DifferenceAsync(PathOf(file), seen, file, readBack: true, cancellation);
            }
            catch (RemoteFailedException slow) when (IsTooSlow(slow))
            {
            }
        }

        return await DifferenceAsync(PathOf(file), seen, file, readBack: false, cancellation)
            ?? (laid.Overwrites && await _folder.LookAsync(TemporaryOf(file), cancellation) is not null ? "the temporary file still stands there too" : null);
    }

    /// <summary>What is read back did not come whole in time, however often it was begun: a line that carries it in pieces only, and a server that knows no ranges.</summary>
    private static bool IsTooSlow(RemoteFailedException failed) =>
        failed.Code.EndsWith(".restless", StringComparison.Ordinal) || failed.Code.EndsWith(".timeout", StringComparison.Ordinal);

    private static Fault Mismatch(string path, string difference) => new(
        "drop.mismatch", $"After the upload of '{path}' was confirmed, {difference}.", "Look at the server's disk quota and log, and for another program that writes into the folder.");
}
