using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connector.Sandbox;

/// <summary>Runs a handler under the fault script.</summary>
internal static class FaultyHandling
{
    public static RequestDelegate Under(this RequestDelegate handle, FaultScript faults, Func<HttpContext, FaultAction.Code, Task>? answerCode = null) =>
        async http =>
        {
            var raw = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
            switch (faults.Take(http.Request.Method, raw))
            {
                case FaultAction.Status status:
                    if (status.AfterEffect) await OnlyTheEffectAsync(handle, http);
                    http.Response.StatusCode = status.Value;
                    if (status.RetryAfterSeconds is { } wait) http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
                    return;
                case FaultAction.Code code:
                    if (code.AfterEffect) await OnlyTheEffectAsync(handle, http);
                    if (answerCode is null) http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                    else await answerCode(http, code);
                    return;
                case FaultAction.Hang hang:
                    if (!hang.AfterEffect)
                    {
                        await faults.HangAsync(http.RequestAborted);
                        await handle(http);
                        return;
                    }

                    http.Response.OnStarting(() => faults.HangAsync(http.RequestAborted));
                    await handle(http);
                    return;
                case FaultAction.Cut { AfterEffect: true }:
                    await OnlyTheEffectAsync(handle, http);
                    http.Abort();
                    return;
                case FaultAction.Cut cut when cut.Bytes <= 0:
                    http.Abort();
                    return;
                case FaultAction.Cut cut:
                    http.Request.Body = new CutStream(http.Request.Body, cut.Bytes, http);
                    http.Response.Body = new CutStream(http.Response.Body, cut.Bytes, http);
                    await handle(http);
                    return;
                default:
                    await handle(http);
                    return;
            }
        };

    private static async Task OnlyTheEffectAsync(RequestDelegate handle, HttpContext http)
    {
        var body = http.Features.Get<IHttpResponseBodyFeature>()!;
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        try
        {
            await handle(http);
        }
        finally
        {
            http.Features.Set(body);
        }

        http.Response.Clear();
    }
}
