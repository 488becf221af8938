using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Connector.Archive;

/// <summary>A file that a record vouches for, and where it differs from what was sealed.</summary>
internal sealed class FileCheck(ArchivedFolder folder, string name, string sha256, SealedFile? manifest)
{
    /// <summary>Blocks that one worker takes at a time: large files are read by all.</summary>
    private const int BlocksAtOnce = 32;

    private long _differs = long.MaxValue;
    private string? _fault;
    private string _code = "archive.changed";

    public ArchivedFolder Folder => folder;

    public string Name => name;

    public string Sha256 => sha256;

    public long Bytes => folder.Files[name];

    /// <summary>Compares files with their hashes, on all cores.</summary>
    /// <param name="files">The files; they are there.</param>
    /// <param name="deep">Also unpack them.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IEnumerable<VerifyFault> Compare(IReadOnlyList<FileCheck> files, bool deep, CancellationToken cancellation)
    {
        var pieces = files.SelectMany(file => file.Pieces(deep)).ToList();
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(pieces, loadBalance: true), new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => ArrayPool<byte>.Shared.Rent(BlockHashes.Size),
            (piece, _, buffer) =>
            {
                piece.File.Look(piece.First, piece.Count, buffer, cancellation);
                return buffer;
            },
            buffer => ArrayPool<byte>.Shared.Return(buffer));
        return files.Select(file => file.Fault()).OfType<VerifyFault>();
    }

    /// <summary>Ranges of blocks; a whole file where it is not known by blocks, or is unpacked.</summary>
    private IEnumerable<(FileCheck File, int First, int Count)> Pieces(bool deep)
    {
        if (deep || manifest is null)
        {
            yield return (this, -1, deep ? 1 : 0);
        }

        for (var first = 0; manifest is not null && first < manifest.Blocks.Count; first += BlocksAtOnce)
        {
            yield return (this, first, Math.Min(BlocksAtOnce, manifest.Blocks.Count - first));
        }

        if (manifest is { Blocks.Count: 0 } && Bytes > 0)
        {
            Differs(0);
        }
    }

    private void Look(int first, int count, byte[] buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (first < 0)
            {
                Whole(unpack: count > 0, cancellation);
            }
            else
            {
                Blocks(first, count, buffer);
            }
        }
        catch (Exception odd) when (odd is IOException or UnauthorizedAccessException)
        {
            _fault ??= $"cannot be read: {odd.Message}";
            _code = "archive.unreadable";
        }
    }

    private void Blocks(int first, int count, byte[] buffer)
    {
        using var file = File.OpenHandle(folder.Of(name), options: FileOptions.SequentialScan);
        var hash = (Span<byte>)stackalloc byte[SHA256.HashSizeInBytes];
        for (var block = first; block < first + count && block < Interlocked.Read(ref _differs); block++)
        {
            var (at, length) = ((long)block * BlockHashes.Size, 0);
            while (length < BlockHashes.Size && RandomAccess.Read(file, buffer.AsSpan(length, BlockHashes.Size - length), at + length) is var read and > 0)
            {
                length += read;
            }

            // What follows the last block counts to it.
            if (block == manifest!.Blocks.Count - 1 && RandomAccess.GetLength(file) > at + length)
            {
                Differs(block + 1);
            }

            SHA256.HashData(buffer.AsSpan(0, length), hash);
            if (!Convert.ToHexStringLower(hash).Equals(manifest.Blocks[block], StringComparison.Ordinal))
            {
                Differs(block);
                return;
            }
        }
    }

    private void Whole(bool unpack, CancellationToken cancellation)
    {
        using var file = File.OpenRead(folder.Of(name));
        var found = Convert.ToHexStringLower(SHA256.HashData(file));
        if (found != sha256)
        {
            _fault ??= $"is not what was sealed: it has SHA-256 {found}, it was {sha256}";
            return;
        }

        // Of an older seal only that it can be unpacked: gzip has a checksum of its own.
        if (unpack && (manifest is { Kind: not null } || (manifest is null && Proving.IsPacked(name))))
        {
            file.Position = 0;
            try
            {
                var plain = Proving.Plain(file, Proving.IsPacked(name), cancellation);
                if (manifest?.PlainSha256 is { } was && (plain.Sha256 != was || plain.Bytes != manifest.PlainBytes))
                {
                    _code = "archive.plain";
                    _fault ??= $"is stored as it was, and holds something else than its manifest says: unpacked, {plain.Bytes:N0} bytes of SHA-256 {plain.Sha256}, and {manifest.PlainBytes:N0} of {was} were made";
                }
            }
            catch (InvalidDataException odd)
            {
                _code = "archive.plain";
                _fault ??= $"is stored as it was, and cannot be unpacked: {odd.Message}";
            }
        }
    }

    private void Differs(long block)
    {
        for (var was = Interlocked.Read(ref _differs); block < was; was = Interlocked.Read(ref _differs))
        {
            Interlocked.CompareExchange(ref _differs, block, was);
        }
    }

    private VerifyFault? Fault()
    {
        if (_differs < long.MaxValue)
        {
            var (from, size) = (_differs * BlockHashes.Size, manifest!.Bytes);
            var to = Math.Min(from + BlockHashes.Size, Math.Max(size, Bytes));
            return new VerifyFault(
                "archive.changed", folder.Account, folder.Id, name, from,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{folder.Id}/{name} is not what was sealed: block {_differs + 1:N0} of {manifest.Blocks.Count:N0} is the first that differs (bytes {from:N0} to {to:N0}){(Bytes == size ? "" : $"; it has {Bytes:N0} bytes, it had {size:N0}")}"));
        }

        return _fault is null ? null : new VerifyFault(_code, folder.Account, folder.Id, name, null, $"{folder.Id}/{name} {_fault}");
    }
}
