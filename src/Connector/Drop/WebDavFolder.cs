namespace Connector.Drop;

internal sealed class WebDavFolder(WebDavClient client, DropLocation location) : IDropFolder
{
    /// <summary>From the deepest folder upwards: an account may have rights in the deepest one only.</summary>
    public async Task EnsureAsync(string folder, CancellationToken cancellation)
    {
        var segments = DropPath.Segments(folder);
        var path = segments.Length == 0 ? "" : string.Join('/', segments) + "/";
        var seen = await client.TryPropfindAsync(path, 0, cancellation);
        if (seen.Value is not null)
        {
            return;
        }

        // nginx without its dav-ext module knows no PROPFIND: there, MKCOL's 405 has to do.
        var withoutPropfind = seen.Fault?.Status is 405 or 501;
        if (seen.Fault is { } fault && !withoutPropfind)
        {
            throw fault.ToException();
        }

        if (segments.Length == 0)
        {
            if (withoutPropfind)
            {
                return;
            }

            throw new PersonMustDecideException("drop.base-missing", $"The drop's base folder {location.Url.GetLeftPart(UriPartial.Path)} does not exist.", "Make it, or correct the account's drop location.");
        }

        if (await client.Mkcol(path, cancellation))
        {
            return;
        }

        await EnsureAsync(string.Join('/', segments[..^1]), cancellation);
        if (!await client.Mkcol(path, cancellation) && !withoutPropfind && await client.Propfind(path, 0, cancellation) is null)
        {
            throw new PersonMustDecideException("drop.folder", $"The folder '{path}' could not be made in {location.Url.GetLeftPart(UriPartial.Path)}.", "Make it by hand, or give the user the right to make folders there.");
        }
    }

    public async Task<DropEntry?> LookAsync(string path, CancellationToken cancellation)
    {
        var seen = await client.Head(path, cancellation);
        return seen is { Length: null } ? (await client.Propfind(path, 0, cancellation))?.Self : seen;
    }

    public async Task<string?> HashAsync(string path, CancellationToken cancellation)
    {
        await using var bytes = new HashedBytes();
        return await client.ReadBack(path, bytes, cancellation) is null ? null : bytes.Sha256();
    }

    public Task<DropEntry?> ReadAsync(string path, Stream into, long most, CancellationToken cancellation) => client.GetRawFile(path, into, most, cancellation);

    public Task<string> WriteAsync(string path, long length, Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellation) =>
        client.PutFile(path, length, open, cancellation);

    public Task MoveAsync(string from, string to, long length, CancellationToken cancellation) => client.Move(from, to, length, cancellation);

    public Task<bool> RemoveAsync(string path, CancellationToken cancellation) => client.Delete(path, cancellation);

    public async Task<IReadOnlyList<DropEntry>> ListAsync(string folder, CancellationToken cancellation) =>
        (await client.Propfind(folder.Length == 0 ? "" : folder.TrimEnd('/') + "/", 1, cancellation))?.Inside ?? [];
}
