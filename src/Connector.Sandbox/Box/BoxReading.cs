using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Connector.Sandbox;

/// <summary>GET and HEAD, with ranges.</summary>
internal sealed class BoxReading(BoxShelf shelf)
{
    public async Task<int> GetAsync(HttpContext http, BoxPath path)
    {
        FileStream stream;
        string etag;
        DateTime written;
        await shelf.Gate.WaitAsync(http.RequestAborted);
        try
        {
            switch (shelf.Find(path))
            {
                case null:
                    return StatusCodes.Status404NotFound;
                case DirectoryInfo:
                    // A collection has no document of its own here: listing is PROPFIND's work.
                    return StatusCodes.Status405MethodNotAllowed;
                case var found:
                    var file = (FileInfo)found;
                    etag = await shelf.EtagAsync(file, http.RequestAborted);
                    written = file.LastWriteTimeUtc;
                    stream = file.Open(new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
                    break;
            }
        }
        finally
        {
            shelf.Gate.Release();
        }

        await TypedResults.Stream(stream, "application/octet-stream", null, new DateTimeOffset(written), new EntityTagHeaderValue(etag), enableRangeProcessing: true)
            .ExecuteAsync(http);
        return 0;
    }
}
