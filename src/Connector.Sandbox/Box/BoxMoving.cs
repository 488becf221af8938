using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>COPY and MOVE (RFC 4918, 9.8 and 9.9).</summary>
internal sealed class BoxMoving(BoxShelf shelf, BoxProperties properties, string pathBase)
{
    public Task<int> CopyAsync(HttpContext http, BoxPath path) => TransferAsync(http, path, move: false);

    public Task<int> MoveAsync(HttpContext http, BoxPath path) => TransferAsync(http, path, move: true);

    private async Task<int> TransferAsync(HttpContext http, BoxPath from, bool move)
    {
        var (to, refusal) = Destination(http.Request);
        if (to is null) return refusal;
        var overwrite = http.Request.Headers["Overwrite"].ToString();
        if (overwrite is not ("" or "T" or "F")) return StatusCodes.Status400BadRequest;
        var depth = http.Request.Headers["Depth"].ToString();
        if (depth is not ("" or "infinity") && (move || depth != "0")) return StatusCodes.Status400BadRequest;

        await shelf.Gate.WaitAsync(http.RequestAborted);
        try
        {
            if (shelf.Find(from) is not { } source) return StatusCodes.Status404NotFound;
            if (from.IsRoot || to.IsRoot || to.IsSameOrUnder(from) || from.IsSameOrUnder(to)) return StatusCodes.Status403Forbidden;
            if (!shelf.ParentExists(to)) return StatusCodes.Status409Conflict;
            if (!await BoxCondition.HoldsAsync(http.Request, shelf, source, http.RequestAborted)) return StatusCodes.Status412PreconditionFailed;
            var target = shelf.Find(to with { EndsInSlash = false });
            if (target is not null && overwrite == "F") return StatusCodes.Status412PreconditionFailed;

            var place = to.DiskPath(shelf.Root);
            var etag = source is FileInfo file ? await shelf.EtagAsync(file, http.RequestAborted) : null;
            // File over file stays one atomic rename; only where a folder takes part does the old one go first.
            if (target is not null && !(target is FileInfo && source is FileInfo)) BoxShelf.Remove(target);
            if (move) Move(source, place);
            else Copy(source, place, deep: depth != "0");
            if (etag is not null) shelf.Remember(new FileInfo(place), etag);
            properties.Copy(from, to, deep: depth != "0");
            if (move) properties.Forget(from);
            return target is null ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
        }
        finally
        {
            shelf.Gate.Release();
        }
    }

    private (BoxPath? Path, int Refusal) Destination(HttpRequest request)
    {
        var value = request.Headers["Destination"].ToString();
        if (value.StartsWith('/') && !value.StartsWith("//", StringComparison.Ordinal)) return BoxPath.Parse(value, pathBase);
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return (null, StatusCodes.Status400BadRequest);
        var here = new Uri($"{uri.Scheme}://{request.Host}");
        return uri.Authority.Equals(here.Authority, StringComparison.OrdinalIgnoreCase)
            ? BoxPath.Parse(value, pathBase)
            : (null, StatusCodes.Status502BadGateway);
    }

    private static void Move(FileSystemInfo source, string place)
    {
        if (source is FileInfo file) file.MoveTo(place, overwrite: true);
        else ((DirectoryInfo)source).MoveTo(place);
    }

    private static void Copy(FileSystemInfo source, string place, bool deep)
    {
        if (source is FileInfo file)
        {
            var beside = Path.Combine(Path.GetDirectoryName(place)!, BoxPath.UploadPrefix + Guid.NewGuid().ToString("N"));
            file.CopyTo(beside);
            File.Move(beside, place, overwrite: true);
            return;
        }

        Directory.CreateDirectory(place);
        if (!deep) return;
        foreach (var child in BoxShelf.Children((DirectoryInfo)source)) Copy(child, Path.Combine(place, child.Name), deep);
    }
}
