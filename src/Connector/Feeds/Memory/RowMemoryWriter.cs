namespace Connector.Feeds.Memory;

/// <summary>
/// Writes the memory of a full feed beside the one before, block by block in feed order, and puts it in its place at the end. As long as
/// the blocks are those that are remembered already, nothing is written. A memory that cannot be written is none: the feed goes on.
/// </summary>
internal sealed class RowMemoryWriter : IDisposable
{
    private readonly RowMemory? _before;
    private readonly string _path;
    private readonly Hash128 _circumstances;
    private readonly DateTimeOffset _instant;
    private readonly List<RememberedBlock> _blocks = [];
    private FileStream? _file;
    private bool _failed;

    /// <param name="path">Where it belongs.</param>
    /// <param name="circumstances">In which circumstances its rows were made.</param>
    /// <param name="instant">When.</param>
    /// <param name="before">What is there; null: nothing that counts.</param>
    public RowMemoryWriter(string path, Hash128 circumstances, DateTimeOffset instant, RowMemory? before) =>
        (_path, _circumstances, _instant, _before) = (path, circumstances, instant, before);

    /// <summary>Remembers a block behind those before.</summary>
    public void Add(RowBlock block)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            var added = block.Remembered(_blocks.Count == 0 ? RowMemory.HeadLength : _blocks[^1].End);
            if (_file is null && _before is not null && _blocks.Count < _before.Blocks.Count && _before.Blocks[_blocks.Count].IsSameAs(added))
            {
                _blocks.Add(_before.Blocks[_blocks.Count]);
                return;
            }

            _file ??= Begin();
            _file.Write(block.Notes);
            _file.Write(block.Body);
            _blocks.Add(added);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            GiveUp();
        }
    }

    /// <summary>Puts it in its place.</summary>
    public void End()
    {
        if (_failed || (_file is null && _before is not null && _before.Blocks.Count == _blocks.Count))
        {
            return;
        }

        try
        {
            _file ??= Begin();
            using var index = new MemoryStream();
            using var writer = new BinaryWriter(index);
            _blocks.ForEach(block => block.Write(writer));
            writer.Flush();
            var bytes = index.GetBuffer().AsSpan(0, (int)index.Length);
            _file.Write(bytes);
            _file.Write(BitConverter.GetBytes(_blocks.Count == 0 ? RowMemory.HeadLength : _blocks[^1].End));
            _file.Write(Hash128.Of(bytes).ToArray());
            _file.Write(RowMemory.Magic);
            _file.Dispose();
            // Not every system puts a file in the place of one that is open. What another run does to it in between, its hashes tell.
            _before?.Dispose();
            File.Move(_file.Name, _path, overwrite: true);
            _file = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            GiveUp();
        }
    }

    public void Dispose() => GiveUp();

    /// <summary>Leaves what was there before, and room on the disk for the feed itself.</summary>
    private void GiveUp()
    {
        _failed = true;
        if (_file is not { } file)
        {
            return;
        }

        _file = null;
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // What could not be written before cannot be written now.
        }

        try
        {
            File.Delete(file.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next run writes it over.
        }
    }

    private FileStream Begin()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        // One name: what a run that was killed left is written over, and of two runs at once the second remembers nothing.
        _file = new FileStream(_path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _file.Write(RowMemory.Magic);
        _file.Write(_circumstances.ToArray());
        _file.Write(BitConverter.GetBytes(_instant.UtcTicks));
        if (_blocks.Count > 0)
        {
            _before!.CopyTo(_file, _blocks[^1].End);
        }

        return _file;
    }
}
