using System.Text;
using Connector.Alerts;
using Connector.Drop;
using Connector.Listings;
using Connector.State;
using Connector.Tests.Drop;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Security;

/// <summary>What others send cannot fill the memory: it is refused by its size or depth before that. Memory is measured, not time.</summary>
public sealed class BoundTests
{
    private const long Mega = 1 << 20;

    [Fact]
    public async Task A_listing_without_end_is_refused_by_its_length()
    {
        (await ListAsync("<multistatus xmlns='DAV:'>", "<response><status>" + new string('x', 200) + "</status></response>")).Should().Contain("MaxCharactersInDocument");
    }

    [Theory]
    [InlineData("a value of many pieces", "<multistatus xmlns='DAV:'><response><href>", "<![CDATA[aaaaaaaa]]>", "more than 65536 characters")]
    [InlineData("an endless value", "<multistatus xmlns='DAV:'><response><href>", "aaaaaaaaaaaaaaaa", "more than 262144 bytes come without a tag")]
    [InlineData("an endless attribute", "<multistatus xmlns='DAV:' a='", "aaaaaaaaaaaaaaaa", "more than 262144 bytes come without a tag")]
    [InlineData("an endless name", "<multistatus xmlns='DAV:'><", "aaaaaaaaaaaaaaaa", "more than 262144 bytes come without a tag")]
    [InlineData("endless nesting", "<multistatus xmlns='DAV:'>", "<a>", "more than 32 levels")]
    [InlineData("endless nesting in a value", "<multistatus xmlns='DAV:'><response><href>", "<a>", "more than 32 levels")]
    [InlineData("an endless comment", "<multistatus xmlns='DAV:'><!--", "aaaaaaaaaaaaaaaa", "more than 262144 bytes come without a tag")]
    [InlineData("many attributes", "<multistatus xmlns='DAV:' ", "a{0}='' ", "more than 262144 bytes come without a tag")]
    [InlineData("a DTD", "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><a>&b;</a>", " ", "DTD is prohibited")]
    [InlineData("an external entity", "<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><a>&a;</a>", " ", "DTD is prohibited")]
    public async Task A_listing_that_is_out_of_proportion_is_refused(string what, string begin, string over, string sentence)
    {
        _ = what;
        (await ListAsync(begin, over)).Should().Contain(sentence).And.NotContain("root:");
    }

    [Fact]
    public void JSON_of_others_is_refused_by_its_depth()
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        Allocated(() => Envelope.Read(deep).Code.Should().BeNull()).Should().BeLessThan(4 * Mega);
        Allocated(() => WebhookEvent.Read(deep).Type.Should().Be(0)).Should().BeLessThan(8 * Mega);
        Allocated(() => Documents.Read<Connector.Accounts.Account>(new DocumentText(DocumentKinds.Account, "a", Encoding.UTF8.GetString(deep), "here"), out var faults).Should().BeNull()).Should().BeLessThan(64 * Mega);
        var faults = new List<DocumentFault>();
        DocumentForm.TryRead(new DocumentText(DocumentKinds.Account, "a", string.Concat(Enumerable.Repeat("{\"a\":", 100)), "here"), faults);
        faults.Should().Contain(fault => fault.ToString()!.Contains("64 levels", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_beyond_its_limit()
    {
        await using var server = await TestServer.StartAsync(context => EndlessAsync(context, "{\"code\":0,\"message\":\"", "aaaaaaaaaaaaaaaa"u8.ToArray()));
        var alert = new FeedAlert(Http.NewClient(), new AlertSettings { BaseUrl = server.Url, ExternalBusinessId = "shop", Patience = new CallPatience { Attempts = 1 } }, TimeProvider.System);
        var before = GC.GetTotalAllocatedBytes();
        await FluentActions.Awaiting(() => alert.SendAsync(new Alert(new Uri("https://shop.example/x"), FeedType.Product, UpdateType.Update), default)).Should().ThrowAsync<RemoteFailedException>();
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(64 * Mega);
    }

    [Fact]
    public void A_document_that_is_longer_than_any_is_not_even_read()
    {
        var file = Path.GetTempFileName();
        using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.SetLength(1L << 33);
        }

        Allocated(() => DocumentText.FromFile(DocumentKinds.Policy, file).Unreadable!.ToString().Should().Contain("8,589,934,592 bytes").And.Contain("1,048,576")).Should().BeLessThan(4 * Mega);
        File.Delete(file);
    }

    private static long Allocated(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>What is said of a listing that begins so and goes on without end.</summary>
    private static async Task<string> ListAsync(string begin, string over)
    {
        using var endless = new EndlessText(begin, over);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var thrown = await FluentActions.Awaiting(() => Multistatus.ReadAsync(endless, new Uri("https://dav.example/in/"), default)).Should().ThrowAsync<System.Xml.XmlException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(600 * Mega);
        endless.Given.Should().BeLessThan(33 * Mega, "32 million characters are read at the most");
        return thrown.Which.Message;
    }

    private static async Task EndlessAsync(HttpContext context, string begin, byte[] over)
    {
        try
        {
            await context.Response.WriteAsync(begin);
            var number = 0;
            var text = Encoding.UTF8.GetString(over);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                var many = string.Concat(Enumerable.Range(0, 4_000).Select(_ => text.Replace("{0}", $"{number++}", StringComparison.Ordinal)));
                await context.Response.WriteAsync(many, context.RequestAborted);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
        }
    }
}
