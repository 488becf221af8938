using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Connector.Feeds;
using Connector.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Archive;

/// <summary>
/// Keeps what is needed to make a run's files again before they leave the archive. A row is kept once: where the run that said it first still has it, in its file or
/// among what was kept of that, only its place is. As long as a run's files stand, their rows are in them, and nothing is kept twice.
/// </summary>
public sealed class KeptRows(ArchiveIndex index, ArchiveIndexing indexing, RunFolders folders, ConnectorSettings settings)
{
    /// <summary>The longest piece that is taken over at once.</summary>
    private const int LongestPiece = 1 << 20;

    private const int Gzip = 6;

    /// <summary>To be called before the files of a run are removed, the oldest runs first. What was kept before is left as it is.</summary>
    /// <param name="account">The account.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellation">Ends it; what is kept whole stays.</param>
    /// <returns>The files, below the run's folder, from which the run's files can be made again; empty where the machine's settings want none, or none is there.</returns>
    /// <exception cref="InvalidDataException">A file is not as it was delivered, or could not be made again: it must not be removed.</exception>
    public IReadOnlyList<string> Keep(string account, string run, CancellationToken cancellation)
    {
        if (!settings.KeepOffers || folders.Get<FeedMade>(account, run, RecordNames.Feed) is not { } made)
        {
            return [];
        }

        indexing.CatchUp(account, null, cancellation);
        var folder = Path.Combine(folders.Of(account, run), KeptFile.Folder);
        foreach (var file in made.Files.Where(file => !KeptFile.Exists(folders, account, run, file.Name)))
        {
            Keep(account, run, file, folder, cancellation);
        }

        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => $"{KeptFile.Folder}/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Keeps one file's rows in a folder, and makes sure that the file can be made of them.</summary>
    internal void Keep(string account, string run, FeedFile file, string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folders.Of(account, run), "files", file.Name);
        if (!File.Exists(path))
        {
            return;
        }

        using (var bytes = File.OpenRead(path))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != file.Sha256)
            {
                throw new InvalidDataException($"{path} is not the file that was delivered; `connector archive verify` says what differs");
            }
        }

        Directory.CreateDirectory(folder);
        var kept = Path.Combine(folder, file.Name);
        using (var stored = StoredFile.Open(path, file)!)
        using (var plain = stored.Plain())
        using (var hash = SHA256.Create())
        using (var hashed = new CryptoStream(plain, hash, CryptoStreamMode.Read))
        using (var pen = new Pen(kept))
        {
            var sources = new List<KeptSource>();
            if (file.Kind == FeedFileKind.Product)
            {
                sources = Rows(account, run, file, hashed, pen, cancellation);
            }
            else
            {
                using var lines = new RowReader(hashed, isQuoted: false);
                while (lines.Next())
                {
                    cancellation.ThrowIfCancellationRequested();
                    pen.Add(lines.Row);
                }
            }

            var added = pen.End();
            var record = new KeptFileRecord(file, Convert.ToHexStringLower(hash.Hash!), added, sources);
            File.WriteAllBytes(kept + ".json.part", JsonSerializer.SerializeToUtf8Bytes(record, RunFolders.Json));

            // The original is deleted next: what is kept of it must outlive a power cut.
            Last(kept + ".pieces.gz");
            Last(kept + ".json.part");
            File.Move(kept + ".json.part", kept + ".json", overwrite: true);
        }

        using var again = KeptFile.Open(folders, account, kept)!;
        using var made = again.Plain();
        if (Convert.ToHexStringLower(SHA256.HashData(made)) != again.Record.PlainSha256)
        {
            File.Delete(kept + ".json");
            throw new InvalidDataException($"{path} could not be made again of what was kept of it");
        }
    }

    private static void Last(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Keeps rows: those that another run has said before by their place.</summary>
    private List<KeptSource> Rows(string account, string run, FeedFile file, Stream plain, Pen pen, CancellationToken cancellation)
    {
        using var db = index.Open();
        var (id, position) = db.QuerySingleOrDefault<(long, long)>("SELECT a.id, r.position FROM account a JOIN run r ON r.account = a.id WHERE a.name = @account AND r.id = @run", new { account, run });
        var view = db.QuerySingleOrDefault<long>("SELECT id FROM place WHERE account = @id AND is_list = 0 AND name = @View", new { id, file.View });
        using var find = new Prepared(db, "SELECT hash, position, file, start, length FROM version WHERE place = ?1 AND sku = ?2 AND position < ?3 ORDER BY position DESC LIMIT 1");
        var sources = new List<KeptSource>();
        var numbers = new Dictionary<long, int>();
        var hash = new byte[16];
        var separator = (byte)ArchiveIndexing.SheetOf(folders, account, run).Separator;
        using var rows = new RowReader(plain, isQuoted: true);
        for (var isHeader = true; rows.Next(); isHeader = false)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isHeader)
            {
                pen.Add(rows.Row);
                continue;
            }

            Hash128.Of(rows.Row).CopyTo(hash);
            find.Bind(1, view);
            find.BindText(2, RowReader.FirstField(rows.Row, separator));
            find.Bind(3, position);
            using var before = find.Read();
            if (before.Next() && before.Number(4) == rows.Row.Length && before.Bytes(0).SequenceEqual(hash) && Number(before.Number(2)) is >= 0 and var number)
            {
                pen.Copy(number, before.Number(3), rows.Row.Length);
            }
            else
            {
                pen.Add(rows.Row);
            }
        }

        return sources;

        // A file of which nothing is there any more has no number.
        int Number(long fileId)
        {
            if (!numbers.TryGetValue(fileId, out var number))
            {
                var (name, other) = db.QuerySingle<(string, string)>("SELECT f.name, r.id FROM file f JOIN run r ON r.account = f.account AND r.position = f.position WHERE f.id = @fileId", new { fileId });
                var source = folders.Get<FeedMade>(account, other, RecordNames.Feed)?.Files.FirstOrDefault(made => made.Name == name);
                number = source is not null && ArchivedFile.Exists(folders, account, other, name) ? sources.Count : -1;
                numbers.Add(fileId, number);
                if (number >= 0)
                {
                    sources.Add(new KeptSource(other, source!));
                }
            }

            return number;
        }
    }

    /// <summary>Writes what is kept of a file; pieces that follow each other become one.</summary>
    private sealed class Pen : IDisposable
    {
        private readonly FeedFileWriter _added;
        private readonly StreamWriter _pieces;
        private KeptFile.Piece _piece;

        public Pen(string path)
        {
            _added = new FeedFileWriter(new FeedFileForm(Path.GetDirectoryName(path)!, FeedFileKind.Product, "", _ => Path.GetFileName(path) + ".added.gz", default, default, long.MaxValue, Gzip));
            _pieces = new StreamWriter(new GZipStream(File.Create(path + ".pieces.gz"), CompressionLevel.Optimal));
        }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            _added.Write(bytes);
            Put(new KeptFile.Piece(-1, 0, bytes.Length));
        }

        public void Copy(int source, long at, int length) => Put(new KeptFile.Piece(source, at, length));

        /// <summary>Ends it, on the disk.</summary>
        /// <returns>The file of what was added; null where nothing was.</returns>
        public FeedFile? End()
        {
            Flush();
            _pieces.Dispose();
            var added = _added.End().SingleOrDefault();
            _added.Lasting.GetAwaiter().GetResult();
            return added;
        }

        public void Dispose()
        {
            _pieces.Dispose();
            _added.Dispose();
        }

        private void Put(KeptFile.Piece next)
        {
            var follows = _piece.Length > 0 && next.Source == _piece.Source && (next.Source < 0 || next.At == _piece.At + _piece.Length) && _piece.Length + next.Length <= LongestPiece;
            if (follows)
            {
                _piece = _piece with { Length = _piece.Length + next.Length };
                return;
            }

            Flush();
            _piece = next;
        }

        private void Flush()
        {
            if (_piece.Length > 0)
            {
                _pieces.Write(_piece.Source < 0 ? string.Create(CultureInfo.InvariantCulture, $"{_piece.Length}\n") : string.Create(CultureInfo.InvariantCulture, $"{_piece.Source} {_piece.At} {_piece.Length}\n"));
            }
        }
    }
}
