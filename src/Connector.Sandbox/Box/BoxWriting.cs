using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox;

/// <summary>PUT, DELETE and MKCOL. Each answers with the status that RFC 4918 gives; 0 = already answered.</summary>
internal sealed class BoxWriting(BoxShelf shelf, BoxProperties properties, long? maxUploadBytes)
{
    public async Task<int> PutAsync(HttpContext http, BoxPath path)
    {
        var ct = http.RequestAborted;
        // RFC 9110, 14.5: a server that does not patch in place must refuse, or a fragment would replace the whole.
        if (http.Request.Headers.ContainsKey("Content-Range")) return StatusCodes.Status400BadRequest;
        if (http.Request.ContentLength > maxUploadBytes) return StatusCodes.Status413PayloadTooLarge;
        if (await RefusalAsync(http, path) is var early and not 0) return early;

        var beside = new FileInfo(Path.Combine(Path.GetDirectoryName(path.DiskPath(shelf.Root))!, BoxPath.UploadPrefix + Guid.NewGuid().ToString("N")));
        try
        {
            if (await ReceiveAsync(http.Request.Body, beside, ct) is not { } etag) return StatusCodes.Status413PayloadTooLarge;
            await shelf.Gate.WaitAsync(ct);
            try
            {
                if (await RefusalAsync(http, path) is var late and not 0) return late;
                var existed = shelf.Find(path) is not null;
                if (!existed) properties.Forget(path);
                var target = path.DiskPath(shelf.Root);
                File.Move(beside.FullName, target, overwrite: true);
                shelf.Remember(new FileInfo(target), etag);
                http.Response.Headers.ETag = etag;
                return existed ? StatusCodes.Status204NoContent : StatusCodes.Status201Created;
            }
            finally
            {
                shelf.Gate.Release();
            }
        }
        catch (DirectoryNotFoundException)
        {
            return StatusCodes.Status409Conflict;
        }
        finally
        {
            File.Delete(beside.FullName);
        }
    }

    public async Task<int> DeleteAsync(HttpContext http, BoxPath path)
    {
        if (path.IsRoot) return StatusCodes.Status403Forbidden;
        await shelf.Gate.WaitAsync(http.RequestAborted);
        try
        {
            if (shelf.Find(path) is not { } found) return StatusCodes.Status404NotFound;
            if (found is DirectoryInfo && http.Request.Headers["Depth"].ToString() is not ("" or "infinity")) return StatusCodes.Status400BadRequest;
            if (!await BoxCondition.HoldsAsync(http.Request, shelf, found, http.RequestAborted)) return StatusCodes.Status412PreconditionFailed;
            BoxShelf.Remove(found);
            properties.Forget(path);
            return StatusCodes.Status204NoContent;
        }
        finally
        {
            shelf.Gate.Release();
        }
    }

    public async Task<int> MkcolAsync(HttpContext http, BoxPath path)
    {
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0) return StatusCodes.Status415UnsupportedMediaType;
        await shelf.Gate.WaitAsync(http.RequestAborted);
        try
        {
            if (shelf.Find(path with { EndsInSlash = false }) is not null) return StatusCodes.Status405MethodNotAllowed;
            if (!shelf.ParentExists(path)) return StatusCodes.Status409Conflict;
            Directory.CreateDirectory(path.DiskPath(shelf.Root));
            properties.Forget(path);
            return StatusCodes.Status201Created;
        }
        finally
        {
            shelf.Gate.Release();
        }
    }

    private async Task<int> RefusalAsync(HttpContext http, BoxPath path)
    {
        var found = shelf.Find(path with { EndsInSlash = false });
        if (path.IsRoot || path.EndsInSlash || found is DirectoryInfo || !shelf.ParentExists(path)) return StatusCodes.Status409Conflict;
        return await BoxCondition.HoldsAsync(http.Request, shelf, found, http.RequestAborted) ? 0 : StatusCodes.Status412PreconditionFailed;
    }

    /// <returns>The ETag of what came, or null when it was longer than allowed.</returns>
    private async Task<string?> ReceiveAsync(Stream body, FileInfo file, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            await using var stream = new FileStream(file.FullName, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous });
            long length = 0;
            while (await body.ReadAsync(buffer, ct) is var read and > 0)
            {
                length += read;
                if (length > maxUploadBytes) return null;
                hash.AppendData(buffer, 0, read);
                await stream.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            return BoxShelf.Quote(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
