using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Listings;

/// <summary>A shop for which the app is authorised.</summary>
public sealed record AuthorisedShop
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Code { get; init; } = "";

    /// <summary>ISO 3166 country.</summary>
    public string Region { get; init; } = "";

    /// <summary>LOCAL or CROSS_BORDER.</summary>
    public string SellerType { get; init; } = "";

    /// <summary>Names the shop in calls; of no use without the token.</summary>
    public string Cipher { get; init; } = "";
}

/// <summary>What TikTok gave back for a product that was written.</summary>
public sealed record WrittenListing
{
    public string ProductId { get; init; } = "";

    public IReadOnlyList<WrittenSku> Skus { get; init; } = [];

    public IReadOnlyList<ShopWarning> Warnings { get; init; } = [];

    /// <summary>Of an edit; null where TikTok does not say. NONE: nothing has to be looked at.</summary>
    public ListingAudit? Audit { get; init; }
}

public sealed record WrittenSku
{
    public string Id { get; init; } = "";

    public string SellerSku { get; init; } = "";

    public string ExternalSkuId { get; init; } = "";

    public IReadOnlyList<ShownSalesAttribute> SalesAttributes { get; init; } = [];
}

public sealed record ShopWarning
{
    public string Message { get; init; } = "";
}

/// <summary>An image that TikTok has taken; <see cref="Uri"/> names it in products.</summary>
public sealed record UploadedImage
{
    public string Uri { get; init; } = "";

    public string Url { get; init; } = "";

    public string UseCase { get; init; } = "";

    public long? Width { get; init; }

    public long? Height { get; init; }
}

/// <summary>What a product's image is for; on the wire in TikTok's words.</summary>
public enum ImageUse
{
    /// <summary><c>MAIN_IMAGE</c>: 300 to 4,000 pixels a side.</summary>
    Main,

    /// <summary><c>ATTRIBUTE_IMAGE</c>: of a variant.</summary>
    Attribute,

    /// <summary><c>DESCRIPTION_IMAGE</c>.</summary>
    Description,

    /// <summary><c>CERTIFICATION_IMAGE</c>.</summary>
    Certification,

    /// <summary><c>SIZE_CHART_IMAGE</c>: at least 1,024 pixels on the shorter side.</summary>
    SizeChart,
}

/// <summary>Which version of a product is shown.</summary>
public enum ShownVersion
{
    /// <summary>The one that buyers see.</summary>
    Live,

    /// <summary>The one that TikTok looks at; where there is none, the answer's fault is 12052547.</summary>
    UnderReview,

    /// <summary>The one that is saved and not sent in.</summary>
    Draft,
}

/// <summary>What TikTok makes of a product before it is created; nothing is stored.</summary>
public sealed record ListingCheck
{
    /// <summary>PASS or FAILED.</summary>
    public string CheckResult { get; init; } = "";

    /// <summary>In the codes of creating a product.</summary>
    public IReadOnlyList<CheckFailure> FailReasons { get; init; } = [];

    [JsonConverter(typeof(OneOrMany<ShopWarning>))]
    public IReadOnlyList<ShopWarning> Warnings { get; init; } = [];

    public IReadOnlyList<FieldDiagnosis> Diagnoses { get; init; } = [];

    public ListingQuality? ListingQuality { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

public sealed record CheckFailure
{
    public long? Code { get; init; }

    public string Message { get; init; } = "";
}

public sealed record ListingQuality
{
    /// <summary>POOR, FAIR or GOOD.</summary>
    public string CurrentTier { get; init; } = "";

    public long? RemainingRecommendations { get; init; }
}

/// <summary>What TikTok would have better in a product.</summary>
public sealed record ListingDiagnosis
{
    public string Id { get; init; } = "";

    public IReadOnlyList<FieldDiagnosis> Diagnoses { get; init; } = [];

    public ListingQuality? ListingQuality { get; init; }
}

public sealed record FieldDiagnosis
{
    public string Field { get; init; } = "";

    public IReadOnlyList<DiagnosisResult> DiagnosisResults { get; init; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

public sealed record DiagnosisResult
{
    public string Code { get; init; } = "";

    public string HowToSolve { get; init; } = "";

    public string QualityTier { get; init; } = "";
}

/// <summary>The stock of a product, as TikTok counts it.</summary>
public sealed record ProductStock
{
    public string ProductId { get; init; } = "";

    public IReadOnlyList<SkuStockShown> Skus { get; init; } = [];
}

public sealed record SkuStockShown
{
    public string Id { get; init; } = "";

    public string SellerSku { get; init; } = "";

    public long? TotalAvailableQuantity { get; init; }

    public long? TotalCommittedQuantity { get; init; }

    public IReadOnlyList<WarehouseStock> WarehouseInventory { get; init; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>What is written is the available quantity; what orders have taken is kept apart.</summary>
public sealed record WarehouseStock
{
    public string WarehouseId { get; init; } = "";

    public long? AvailableQuantity { get; init; }

    public long? CommittedQuantity { get; init; }
}

/// <summary>An address to which TikTok sends events of one kind.</summary>
public sealed record ShopWebhook
{
    public string EventType { get; init; } = "";

    public string Address { get; init; } = "";

    /// <summary>Unix second.</summary>
    public long? CreateTime { get; init; }

    /// <summary>Unix second.</summary>
    public long? UpdateTime { get; init; }
}

/// <summary>TikTok answers one where it documents several.</summary>
internal sealed class OneOrMany<T> : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.StartArray
        ? JsonSerializer.Deserialize<List<T>>(ref reader, options)!
        : [JsonSerializer.Deserialize<T>(ref reader, options)!];

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options);
}
