namespace Connector.Sandbox;

/// <summary>Main pictures, size chart and film: all uploaded before.</summary>
internal static class PictureRules
{
    private const int Most = 9;

    public static IEnumerable<ListingFault> Faults(ListingCheck check)
    {
        var images = check.Body.Items("main_images").Select(i => i.Text("uri") ?? "").ToArray();
        if (images.Length == 0 && !check.Draft) yield return new ListingFault(12052028, "Main product image is required");
        if (images.Length > Most) yield return new ListingFault(12052306, $"{images.Length} main images are given; {Most} are allowed.");
        foreach (var uri in images)
        {
            if (check.Uploads.Image(uri) is not { } image) yield return new ListingFault(12052300, $"product main image uri illegal: {uri} was not uploaded.");
            else if (Math.Min(image.Width, image.Height) < 300) yield return new ListingFault(12052301, $"Width and length of main image must be at least 300, check uri {uri}");
            else if (Math.Max(image.Width, image.Height) > 4_000) yield return new ListingFault(12052302, $"The main images size exceed limit: {uri} is {image.Width} x {image.Height} px, 4000 are allowed.");
        }

        if (check.Body.Member("size_chart") is { } chart)
        {
            if (chart.Member("image") is { } image && check.Uploads.Image(image.Text("uri") ?? "") is null) yield return new ListingFault(12052670, $"The size chart image URI is invalid: {image.Text("uri")} was not uploaded.");
            if (chart.Member("template") is { } template) yield return new ListingFault(12052128, $"Size chart not found: {template.Text("id")}.");
        }
        else if (!check.Draft && check.Rules?.Member("size_chart") is { } rule && rule.Flag("is_required"))
        {
            yield return new ListingFault(12052673, $"Product sizechart image is required in category {check.CategoryId}.");
        }

        if (check.Body.Member("video") is { } video && check.Uploads.File(video.Text("id") ?? "") is not { Format: not "PDF" }) yield return new ListingFault(12052360, $"The video id is not exist: {video.Text("id")}.");
    }
}
