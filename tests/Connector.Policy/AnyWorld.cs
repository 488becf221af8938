using System.Text;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests;

/// <summary>Random offers with random texts, prices and stocks, and random policies of every type, all of them valid.</summary>
internal sealed class AnyWorld(Random random)
{
    private static readonly string[] Pieces =
    [
        "<b>", "</b>", "<p>", "<script>", "</script>", "<!--", "&lt;", "&amp;", "&#60;", "<", ">", "shirt", "Leinen", "シャツ", "قميص", "🔥", "👩‍👩‍👧", "é", "e\u0301", "\0", "\u0007", "\r\n",
        "\t", " ", "  ", "\u200B", "\u202E", "\uFEFF", "|", "\"", "'", "=1+1", "@", ",", "\\", "{title}", "\u2028", "<img src=x>", "x<y", "1 < 2 > 0", "\uE000", "…", "ﬁ",
    ];

    private static readonly string[] Fields = ["title", "description", "brand", "googleProductCategory", "color", "material", "size", "customLabel0"];

    public Facts Facts { get; } = new()
    {
        Instant = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), Account = "uk", Country = "GB", Currency = "GBP", Site = "RefArch",
        Limits = random.Next(2) == 0 ? new Limits() : new Limits { Title = 40, Description = 90, Brand = 12, Images = 3, Trait = 9, Material = 20, PartNumber = 8, Label = 7, Quantity = 500 },
    };

    /// <summary>All policies, templates and rules.</summary>
    public PolicyDocuments Documents()
    {
        var templates = Enumerable.Range(0, random.Next(3)).Select(at => new TemplateInForce("t" + at, Template(), Inventory(), Pricing(), Image(), Mapping())).ToList();
        return new PolicyDocuments
        {
            Synchronization = new()
            {
                OutOfStockProducts = random.Next(3) > 0, NotSearchable = random.Next(2) == 0, NotVisibleIndividually = random.Next(2) == 0,
                Eligibility = (Eligibility)random.Next(4), ProductAssign = new() { Enabled = random.Next(4) > 0 }, Categories = random.Next(4) == 0 ? ["men"] : [],
            },
            Inventory = Inventory(), Pricing = Pricing(), Image = Image(), Mapping = Mapping(), Templates = templates,
            Rules = [.. Enumerable.Range(0, random.Next(4)).Select(at => AnyRule(at)).Where(rule => RuleFaults.Of(rule).Count == 0)],
        };
    }

    /// <summary>The offers of an item group.</summary>
    public IReadOnlyList<ShopItem> Group()
    {
        var shared = (Name: Wild(), Text: Wild(30));
        return [.. Enumerable.Range(0, random.Next(1, 4)).Select(at => Item("s" + at, random.Next(3) > 0 ? shared.Name : Wild(), shared.Text))];
    }

    /// <summary>Words, markup, marks of every kind and bytes that are none of UTF-8.</summary>
    public Text Wild(int most = 12)
    {
        var bytes = new List<byte>();
        for (var count = random.Next(most); count > 0; count--)
        {
            switch (random.Next(14))
            {
                case 0:
                    bytes.AddRange(Encoding.UTF8.GetBytes(Rune.TryCreate(random.Next(0x110000), out var rune) ? rune.ToString() : "x"));
                    break;
                case 1 when random.Next(4) == 0:
                    bytes.Add((byte)random.Next(256));
                    break;
                case < 6:
                    bytes.AddRange("wool "u8.ToArray());
                    break;
                default:
                    bytes.AddRange(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return new Text(bytes.ToArray());
    }

    private ShopItem Item(string sku, Text name, Text text) => new()
    {
        Sku = new Sku(sku), Group = new GroupId("g"), IsVariant = true, Online = random.Next(9) > 0, Searchable = random.Next(9) > 0, VisibleIndividually = random.Next(9) > 0,
        Name = name, ShortDescription = random.Next(2) == 0 ? text : Wild(), LongDescription = random.Next(8) == 0 ? new string('x', 12_000) : text, Brand = Wild(4), ManufacturerSku = Wild(2), Ean = random.Next(2) == 0 ? "96385074" : Wild(2),
        Categories = [new CategoryPlace("shirts", ["men", "shirts"], ["Men", Wild(3).ToString()], Primary: true)],
        Images = [.. Enumerable.Range(0, random.Next(6)).Select(at => new ImageView(random.Next(3) == 0 ? "swatch" : "large", random.Next(5) == 0 ? Wild(3) : $"https://a.example/{at}.{(random.Next(4) == 0 ? "webp" : "jpg")}"))],
        Variations = [new VariationValue("color", "Colour", "c" + sku, Wild(3)), new VariationValue("size", "Size", "m", "M")],
        ListPrice = Price(), PaidPrice = random.Next(12) == 0 ? null : Price(),
        Stock = AnyStock(), LandingPage = "https://shop.example/" + sku,
        Attributes = new NoAttributes(new Dictionary<string, Text> { ["a"] = Wild(), ["n"] = $"{random.Next(90)}.5", ["u"] = "https://a.example/v.mp4" }),
    };

    public Stock AnyStock() => random.Next(6) switch
    {
        0 => Stock.NotManaged,
        1 => Stock.NoRecord,
        2 => random.Next(4) == 0 ? Stock.Unknown : Stock.Of(0),
        3 => new Stock(StockKnowledge.Counted, random.Next(9), 0, null, StockHandling.Preorder) { ToCome = random.Next(9) },
        _ => new Stock(StockKnowledge.Counted, random.Next(-5, 2_000) / (random.Next(4) == 0 ? 3m : 1m), random.Next(4) == 0 ? random.Next(20) : 0),
    };

    private Money Price() => new(random.Next(-200, 900_000) / (random.Next(2) == 0 ? 100m : 1_000m), random.Next(9) == 0 ? "EUR" : "GBP");

    public InventoryPolicy Inventory() => new()
    {
        DefaultQuantity = random.Next(1_000), DefaultQuantityWhen = random.Next(4) == 0 ? DefaultQuantityWhen.NotManagedOrZero : DefaultQuantityWhen.NotManaged, ThresholdBuffer = random.Next(2) * random.Next(20),
        Threshold = random.Next(3) > 0 ? null : random.Next(2) == 0
            ? new() { Mode = InventoryThresholdMode.CutOff, Value = random.Next(20) }
            : new() { Value = random.Next(20), Above = random.Next(60), Below = random.Next(9), AtEqual = (AtThreshold)random.Next(3) },
        Percentage = random.Next(2) == 0 ? 100 : random.Next(1_001) / 10m, PercentageRounding = (PieceRounding)random.Next(2),
        Minimum = random.Next(2) * random.Next(9), Maximum = random.Next(2) == 0 ? null : random.Next(300),
    };

    private PricingPolicy Pricing() => new()
    {
        PriceAttribute = random.Next(4) == 0 ? "n" : "",
        Changes = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new PriceChange { By = (PriceChangeBy)random.Next(2), To = (PriceChangeTo)random.Next(2), Amount = random.Next(9_900) / 100m })],
        Conversion = random.Next(2) == 0 ? null : new() { Currency = "EUR", Rate = random.Next(1, 300) / 100m, OnMismatch = (OnCurrencyMismatch)random.Next(2) },
        Rounding = random.Next(3) switch
        {
            0 => null,
            1 => new() { To = RoundTo.Step, Step = random.Next(1, 900) / 100m, Way = (RoundWay)random.Next(3) },
            _ => new() { To = RoundTo.Ending, Ending = random.Next(100) / 100m, Half = (RoundHalf)random.Next(2) },
        },
        Least = random.Next(2) * random.Next(9), Most = random.Next(2) * random.Next(10, 900), RegionLimits = random.Next(4) > 0,
    };

    private ImagePolicy Image() => new()
    {
        Maximum = random.Next(1, 12), DefaultImageUrl = random.Next(2) == 0 ? "" : "https://a.example/d.png", Order = (ImageOrder)random.Next(2),
        MainImage = new() { Attribute = random.Next(3) == 0 ? "u" : "", ViewType = random.Next(3) == 0 ? "swatch" : "" },
    };

    private AttributeMapping Mapping() => new()
    {
        Brand = Source(), Condition = random.Next(4) == 0 ? new() { Default = "used" } : new(), GoogleProductCategory = Source(), Color = Source(), Size = Source(), Material = Source(), Pattern = Source(),
        Gender = Source(), AgeGroup = Source(), ShippingWeight = random.Next(2) == 0 ? new() { Attribute = "n", Default = "kg" } : new(), ManufacturerPartNumber = random.Next(2) == 0 ? new() { Attribute = "a" } : new(),
        CustomLabel0 = Source(), InternalLabel1 = Source(), Video = random.Next(2) == 0 ? new() { Attribute = "u" } : new(), CheckDigit = (OnWrongCheckDigit)random.Next(3),
    };

    private AttributeSource Source() => random.Next(3) switch
    {
        0 => new(),
        1 => new() { Attribute = "a" },
        _ => new() { Attribute = random.Next(2) == 0 ? "a" : "", Default = "Loom & Sons of a long name that goes on" },
    };

    private ListingTemplate Template() => new()
    {
        Account = "uk", Enabled = random.Next(6) > 0, Priority = random.Next(3),
        Condition = random.Next(2) == 0 ? null : new() { Field = "shop.price", Is = Test.Less, Value = $"{random.Next(900)}" },
        TitleTemplate = random.Next(2) == 0 ? null : new() { Text = "{title}[, {color|shop.attribute.a}] {shop.brand|\"ours\"}", Longest = random.Next(2) * random.Next(5, 60), Shortest = random.Next(1, 9) },
        DescriptionTemplate = random.Next(2) == 0 ? null : new() { Text = "{description}[ - {shop.attribute.a}]" },
    };

    private Rule AnyRule(int at) => new()
    {
        Account = "uk", Title = "r" + at, Paused = random.Next(6) == 0, Templates = random.Next(4) == 0 ? ["t0"] : [],
        If = random.Next(2) == 0 ? null : new() { Field = "shop.name", Is = Test.Contains, Value = "wool" },
        Then = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Action())],
    };

    private RuleAction Action() => random.Next(12) switch
    {
        0 => new() { Do = RuleVerb.Set, Field = "quantity", Value = $"{random.Next(3_000)}" },
        1 => new() { Do = RuleVerb.Copy, Field = "quantity", Other = "shop.stock" },
        2 => new() { Do = RuleVerb.Set, Field = "availability", Value = random.Next(2) == 0 ? "in stock" : "preorder" },
        3 => new() { Do = RuleVerb.Set, Field = random.Next(2) == 0 ? "price" : "listPrice", Value = random.Next(4) == 0 ? "" : $"{random.Next(9_000)}.99" },
        4 => new() { Do = RuleVerb.Round, Field = "price", Rounding = new() { To = RoundTo.Step, Step = random.Next(1, 90) / 10m } },
        5 => new() { Do = RuleVerb.Set, Field = Fields[random.Next(Fields.Length)], Value = random.Next(3) == 0 ? "" : Wild(6).ToString() },
        6 => new() { Do = RuleVerb.Copy, Field = Fields[random.Next(Fields.Length)], Other = random.Next(2) == 0 ? "shop.attribute.a" : "shop.longDescription" },
        7 => new() { Do = RuleVerb.Replace, Field = Fields[random.Next(Fields.Length)], Find = "o", Value = random.Next(2) == 0 ? "<b>\0" : "" },
        8 => new() { Do = RuleVerb.Append, Field = Fields[random.Next(Fields.Length)], Value = "<i>" + Wild(3) + " and more", Separator = random.Next(2) == 0 ? " " : "\u0007" },
        9 => new() { Do = RuleVerb.Template, Field = Fields[random.Next(Fields.Length)], Value = "{shop.longDescription} {title}" },
        10 => new() { Do = RuleVerb.Replace, Field = "title", Pattern = true, Find = "[a-z]+", Value = "$0 <" },
        _ => random.Next(3) == 0 ? new() { Do = RuleVerb.Hold, Value = "not now" } : new() { Do = RuleVerb.Copy, Field = "price", Other = "shop.listPrice" },
    };
}
