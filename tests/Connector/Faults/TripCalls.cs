using Connector.Accounts;

namespace Connector.Tests.Faults;

/// <summary>The calls of whole trips, by verb and path; <c>*</c> stands for stamps and ids.</summary>
internal static class TripCalls
{
    public static readonly IReadOnlyDictionary<DeliveryChannel, string[]> All = new Dictionary<DeliveryChannel, string[]>
    {
        [DeliveryChannel.Alert] =
        [
            "PROPFIND /tiktok/product/", "MKCOL /tiktok/product/",
            "HEAD /tiktok/product/tiktok-feed-Shop-*-en-GB.txt", "PUT /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.txt", "HEAD /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.txt",
            "GET /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.txt", "MOVE /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.txt", "DELETE /tiktok/product/tiktok-feed-Shop-*-en-GB.txt",
            "HEAD /tiktok/product/delete-feed-Shop-*-en-GB.txt", "PUT /tiktok/product/TEMP_delete-feed-Shop-*-en-GB.txt", "HEAD /tiktok/product/TEMP_delete-feed-Shop-*-en-GB.txt",
            "GET /tiktok/product/TEMP_delete-feed-Shop-*-en-GB.txt", "MOVE /tiktok/product/TEMP_delete-feed-Shop-*-en-GB.txt", "DELETE /tiktok/product/delete-feed-Shop-*-en-GB.txt",
            "PROPFIND /tiktok/inventory/", "MKCOL /tiktok/inventory/",
            "HEAD /tiktok/inventory/inventory-*.xml", "PUT /tiktok/inventory/TEMP_inventory-*.xml", "HEAD /tiktok/inventory/TEMP_inventory-*.xml",
            "GET /tiktok/inventory/TEMP_inventory-*.xml", "MOVE /tiktok/inventory/TEMP_inventory-*.xml", "DELETE /tiktok/inventory/inventory-*.xml",
            "POST /tbp/v2.0/feed/download/", "GET /open_api/v1.3/catalog/product/get/",
        ],
        [DeliveryChannel.Pull] =
        [
            "PROPFIND /tiktok/product/", "MKCOL /tiktok/product/",
            "HEAD /tiktok/product/tiktok-feed-Shop-*-en-GB.csv", "PUT /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.csv", "HEAD /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.csv",
            "GET /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.csv", "MOVE /tiktok/product/TEMP_tiktok-feed-Shop-*-en-GB.csv",
            "POST /open_api/v1.3/catalog/product/delete/", "POST /open_api/v1.3/catalog/product/file/", "GET /open_api/v1.3/catalog/product/log/", "GET /open_api/v1.3/catalog/product/get/",
        ],
        [DeliveryChannel.Calls] =
        [
            "GET /tiktok/images/*.jpg", "GET /logistics/202309/warehouses", "GET /product/202309/brands", "GET /api/v2/token/refresh",
            "POST /product/202309/images/upload", "POST /product/202309/products", "PUT /product/202309/products/*", "DELETE /product/202309/products",
            "POST /product/202309/products/*/prices/update", "POST /product/202309/products/*/inventory/update",
            "POST /product/202309/products/search", "POST /product/202502/products/search", "POST /product/202309/inventory/search",
        ],
    };

    /// <summary>All calls of a trip.</summary>
    public const string Every = "every call";

    /// <summary>What a person does, who sees the fault and does it again: authorising.</summary>
    public static readonly string[] OfPeople = ["GET /api/v2/token/get", "GET /authorization/202309/shops", "GET /tiktok/images/CUP.jpg", "GET /tiktok/images/JUMPER.jpg", "GET /tiktok/images/LAMP.jpg"];

    /// <summary>What a day of the two does not hold.</summary>
    public static readonly string[] AtTimes = ["GET /api/v2/token/refresh"];

    public static char Letter(DeliveryChannel channel) => channel switch { DeliveryChannel.Alert => 'A', DeliveryChannel.Pull => 'B', _ => 'C' };
}
