using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Connector.Feeds;

namespace Connector.Archive;

/// <summary>
/// Works out what a seal says of the files that are delivered, while they are. The stored bytes were hashed as they were written; the plain ones are not at hand
/// then (blocks come compressed, from several threads or from the feed before), so the files are unpacked once more, beside the delivery.
/// </summary>
internal sealed class Proving : IDisposable
{
    private const int Portion = 1 << 17;
    private readonly CancellationTokenSource _end;

    private Proving(CancellationTokenSource end, Task<IReadOnlyList<SealedFile>> files) => (_end, Files) = (end, files);

    /// <summary>What the seal says of each file.</summary>
    public Task<IReadOnlyList<SealedFile>> Files { get; }

    /// <summary>Begins with the files of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="files">The files that were made.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Proving Begin(string folder, IReadOnlyList<FeedFile> files, CancellationToken cancellation)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return new Proving(end, Task.Run<IReadOnlyList<SealedFile>>(() => [.. files.Select(file => Of(folder, file, end.Token))], end.Token));
    }

    /// <summary>A file that is not delivered.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="name">Its place in it.</param>
    public static SealedFile Of(string folder, string name)
    {
        var proof = Read(folder, name);
        return new SealedFile(name, proof.Bytes, proof.Sha256, proof.Blocks);
    }

    /// <summary>Hashes what a file holds before compression.</summary>
    /// <returns>Size and SHA-256, hex.</returns>
    /// <exception cref="InvalidDataException">It cannot be unpacked.</exception>
    public static (long Bytes, string Sha256) Plain(Stream stored, bool isPacked, CancellationToken cancellation)
    {
        using var unpacked = isPacked ? new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true) : null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var plain = unpacked ?? stored;
        var (buffer, length) = (ArrayPool<byte>.Shared.Rent(Portion), 0L);
        try
        {
            while (plain.Read(buffer) is var read and > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether a file is compressed, by its name.</summary>
    public static bool IsPacked(string name) => name.EndsWith(".gz", StringComparison.Ordinal);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private static SealedFile Of(string folder, FeedFile file, CancellationToken cancellation)
    {
        var name = $"files/{file.Name}";
        var proof = file.Proof ?? Read(folder, name);
        if (proof.Sha256 != file.Sha256)
        {
            throw new InvalidDataException($"{Path.Combine(folder, name)} is not the file that was made: its SHA-256 is {proof.Sha256}, and {file.Sha256} was written; look at the disk");
        }

        var plain = (Bytes: file.PlainBytes, proof.Sha256);
        if (IsPacked(file.Name))
        {
            using var stored = File.OpenRead(Path.Combine(folder, name));
            plain = Plain(stored, isPacked: true, cancellation);
        }

        return new SealedFile(name, proof.Bytes, proof.Sha256, proof.Blocks)
        {
            Kind = file.Kind, View = file.View, Rows = file.Rows, PlainBytes = plain.Bytes, PlainSha256 = plain.Sha256,
        };
    }

    private static FileProof Read(string folder, string name)
    {
        using var file = File.OpenRead(Path.Combine(folder, name));
        return FileProof.Of(file);
    }
}
