using System.Text;
using Connector.Store;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Sfcc;

/// <summary>Reads catalog.xml (http://www.demandware.com/xml/impex/catalog/2006-10-31). Used for all catalog files of one read, in their order.</summary>
internal sealed class CatalogXml(IStoreRead read, ShopClock clock, string imageBaseUrl, ScopeMode mode, CancellationToken cancellation)
{
    private const string Namespace = "http://www.demandware.com/xml/impex/catalog/2006-10-31";

    /// <summary>Where a catalog's images are, over all its files: a navigation file has no header.</summary>
    private readonly Dictionary<string, ImageAddresses> _catalogs = new(StringComparer.Ordinal);

    private readonly ProductXml _products = new(read, clock, mode);
    private readonly ToldBefore _told = new(read, mode);

    public void Read(ExportFile file)
    {
        XmlWalk.Through(file, "catalog", Namespace, walk =>
        {
            var (catalog, images) = Begin(walk, file);
            var isTold = false;
            while (walk.NextChild(0))
            {
                cancellation.ThrowIfCancellationRequested();
                switch (walk.Name)
                {
                    case "product":
                        if (!isTold)
                        {
                            isTold = true;
                            _told.Begin($"{images.Circumstances} {clock.Zone} {walk.Namespaces}");
                        }

                        if (!_told.Passes(walk))
                        {
                            _products.Read(walk, catalog, images);
                            _told.Note(walk);
                        }

                        break;
                    case "category-assignment":
                        Assignment(walk);
                        break;
                    case "category":
                        Category(walk);
                        break;
                    case "variation-attribute":
                        SharedAttribute(walk);
                        break;
                    case "header":
                        Header(walk, images);
                        break;
                }
            }

            read.End();
        });
    }

    private (string Catalog, ImageAddresses Images) Begin(XmlWalk walk, ExportFile file)
    {
        var id = walk.Key("catalog-id");
        if (!_catalogs.TryGetValue(id, out var images))
        {
            images = new ImageAddresses(imageBaseUrl, id);
            _catalogs.Add(id, images);
            if (mode == ScopeMode.Delta)
            {
                images.Recall(read);
            }
        }

        read.Begin(new Scope(ScopeKind.Catalog, id), mode, file.Time, file.Origin);
        return (id, images);
    }

    private void Header(XmlWalk walk, ImageAddresses images)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "image-settings")
            {
                ImageSettings(walk, images);
                images.Leave(read);
            }
        }
    }

    private static void ImageSettings(XmlWalk walk, ImageAddresses images)
    {
        string? internalPath = null, http = null, https = null;
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "internal-location":
                    internalPath = walk.Attribute("base-path");
                    break;
                case "external-location":
                    var location = walk.Depth;
                    while (walk.NextChild(location))
                    {
                        switch (walk.Name)
                        {
                            case "http-url":
                                http = ExternalUrl(walk);
                                break;
                            case "https-url":
                                https = ExternalUrl(walk);
                                break;
                        }
                    }

                    break;
                case "variation-attribute-id":
                    images.VariationAttribute = walk.Word();
                    break;
            }
        }

        images.Locate(internalPath, https ?? http);
    }

    private static string? ExternalUrl(XmlWalk walk)
    {
        var url = walk.Word();
        return url.Length == 0 ? null
            : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? url
            : throw walk.Fault($"'{url}' is not an absolute http or https address", "correct the external image location of the catalog");
    }

    private void Category(XmlWalk walk)
    {
        var id = walk.Key("category-id");
        walk.Mark(id);
        if (walk.IsDelete())
        {
            read.DeleteCategory(id);
            return;
        }

        var names = new List<LocalText>();
        var category = new CategoryPatch(id);
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "display-name":
                    AddName(walk, names, evenEmpty: mode == ScopeMode.Delta);
                    break;
                case "online-flag":
                    category = category with { Online = walk.Flag() ?? false };
                    break;
                case "online-from":
                    category = category with { OnlineFrom = (walk.Time(clock), true) };
                    break;
                case "online-to":
                    category = category with { OnlineTo = (walk.Time(clock), true) };
                    break;
                case "parent":
                    category = category with { Parent = walk.Word() };
                    break;
            }
        }

        if (mode == ScopeMode.Delta)
        {
            read.Patch(category with { Names = names });
            return;
        }

        // Without online-flag the platform takes a new category as offline.
        read.Upsert(new CategoryRecord(id, category.Parent is { Length: > 0 } parent ? parent : null, category.Online ?? false, names)
        {
            OnlineFrom = category.OnlineFrom.Time,
            OnlineTo = category.OnlineTo.Time,
        });
    }

    private void Assignment(XmlWalk walk)
    {
        var (category, product, primary) = (walk.Key("category-id"), walk.ProductId(), false);
        walk.Mark(product);
        if (walk.IsDelete())
        {
            read.Unassign(product, category);
            return;
        }

        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name == "primary-flag")
            {
                primary = walk.Flag() ?? false;
            }
        }

        read.Assign(new CategoryAssignment(product, category, primary));
    }

    private void SharedAttribute(XmlWalk walk)
    {
        var (id, attribute) = (walk.Key("variation-attribute-id"), walk.Key("attribute-id"));
        walk.Mark(id);
        if (walk.IsDelete())
        {
            read.DeleteSharedAttribute(id);
            return;
        }

        var names = new List<LocalText>();
        var values = new List<VariationValueNames>();
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            switch (walk.Name)
            {
                case "display-name":
                    AddName(walk, names);
                    break;
                case "variation-attribute-values" when walk.MergeMode() != "remove":
                    AddValues(walk, values);
                    break;
            }
        }

        read.Upsert(new SharedVariationAttribute(id, attribute, names, values));
    }

    private static void AddValues(XmlWalk walk, List<VariationValueNames> values)
    {
        var depth = walk.Depth;
        while (walk.NextChild(depth))
        {
            if (walk.Name != "variation-attribute-value")
            {
                continue;
            }

            var names = new List<LocalText>();
            values.Add(new VariationValueNames(walk.Key("value"), names));
            var value = walk.Depth;
            while (walk.NextChild(value))
            {
                if (walk.Name == "display-value")
                {
                    AddName(walk, names);
                }
            }
        }
    }

    private static void AddName(XmlWalk walk, List<LocalText> names, bool evenEmpty = false)
    {
        var locale = walk.Locale("x-default");
        var text = Utf8Blanks.Trimmed(walk.Text());
        if (evenEmpty || !text.IsEmpty)
        {
            names.Add(new LocalText(locale, Encoding.UTF8.GetString(text)));
        }
    }
}
