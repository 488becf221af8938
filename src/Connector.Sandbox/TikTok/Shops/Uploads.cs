namespace Connector.Sandbox;

/// <summary>What was uploaded, by its uri or id. The same bytes get the same uri. Guarded by the platform's lock.</summary>
internal sealed class Uploads
{
    private readonly Dictionary<string, UploadedImage> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<string> _kept = new();
    private readonly Dictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);
    private long _keptBytes;

    public UploadedImage? Image(string uri) => _images.GetValueOrDefault(uri);

    public UploadedFile? File(string id) => _files.GetValueOrDefault(id);

    /// <summary>Whether an address is one of these pictures', under whatever host the stand-in is reached.</summary>
    public bool HasUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var given) && _images.Values.Any(i => i.Url.EndsWith(given.AbsolutePath, StringComparison.Ordinal));

    public byte[]? Bytes(string uri) => _bytes.GetValueOrDefault(uri);

    public void Add(UploadedImage image, byte[] bytes, long keep)
    {
        _images[image.Uri] = image;
        if (_bytes.TryAdd(image.Uri, bytes))
        {
            _kept.Enqueue(image.Uri);
            _keptBytes += bytes.Length;
        }

        while (_keptBytes > keep && _kept.TryDequeue(out var oldest))
        {
            _keptBytes -= _bytes[oldest].Length;
            _bytes.Remove(oldest);
        }
    }

    public void Add(UploadedFile file) => _files[file.Id] = file;

    public void TakeOver(Uploads other)
    {
        _images.Clear();
        _files.Clear();
        _bytes.Clear();
        _kept.Clear();
        foreach (var (uri, image) in other._images) _images.Add(uri, image);
        foreach (var (id, file) in other._files) _files.Add(id, file);
        foreach (var uri in other._kept)
        {
            _kept.Enqueue(uri);
            _bytes.Add(uri, other._bytes[uri]);
        }

        _keptBytes = other._keptBytes;
    }
}

/// <summary>A picture, as its own bytes describe it.</summary>
internal sealed record UploadedImage(string Uri, string Url, string Format, int Width, int Height, string UseCase);

/// <summary>A document or a film.</summary>
internal sealed record UploadedFile(string Id, string Url, string Name, string Format);
