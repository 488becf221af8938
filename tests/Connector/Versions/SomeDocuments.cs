using System.Text.Json.Nodes;
using Connector.State;

namespace Connector.Tests.Versions;

/// <summary>One whole document of each kind, which fit together.</summary>
internal static class SomeDocuments
{
    public const string Source = """{"location": "/shop"}""";

    public const string Account = """
        {
          "title": "UK", "country": "GB", "currency": "GBP", "externalBusinessId": "biz-1", "inventoryListId": "main", "drop": {"url": "https://dav.example/tiktok"},
          "policies": {"synchronization": "listing", "inventory": "stock", "pricing": "prices", "image": "images", "mapping": "words"}, "categories": "uk",
          "views": [{"name": "uk", "source": "shop", "site": "Shop", "locale": "en-GB", "currency": "GBP", "priceBooks": ["list"], "inventoryLists": ["main"],
                     "landingPage": "https://shop.example/{sku}.html", "catalogId": "cat-1"}]
        }
        """;

    public const string Template = """
        {"title": "Shoes", "account": "uk", "priority": 1, "policies": {"inventory": "stock"},
         "condition": {"all": [{"field": "shop.brand", "is": "equals", "value": "Fell"}, {"not": {"field": "shop.name", "is": "contains", "value": "Sample"}}]}}
        """;

    public const string Rule = """
        {"title": "Sale words", "labels": ["sale"], "account": "uk", "templates": ["shoes"], "order": 2,
         "if": {"field": "shop.brand", "is": "equals", "value": "Fell"}, "then": [{"do": "append", "field": "title", "value": "SALE"}]}
        """;

    public static IReadOnlyList<(string Kind, string Name, string Text)> All { get; } =
    [
        ("sources", "shop", Source),
        ("categories", "uk", """{"title": "UK"}"""),
        ("policies", "listing", """{"type": "synchronization", "title": "All", "outOfStockProducts": true, "categories": ["shoes"], "onStoreDelete": "delete"}"""),
        ("policies", "stock", """{"type": "inventory", "title": "Stock", "defaultQuantity": 9}"""),
        ("policies", "prices", """{"type": "pricing", "title": "Prices", "changes": [{"by": "percentage", "to": "increase", "amount": 5}], "rounding": {"to": "ending", "ending": 0.99}}"""),
        ("policies", "images", """{"type": "image", "title": "Images", "maximum": 3, "viewTypes": ["large"]}"""),
        ("policies", "words", """{"type": "mapping", "title": "Words", "brand": {"attribute": "maker", "default": "Fell"}}"""),
        ("templates", "shoes", Template),
        ("rules", "sale-words", Rule),
        ("accounts", "uk", Account),
        ("schedules", "nightly", """
            {"work": "feedFull", "for": "uk", "cron": "0 0 3 * * ?", "timeZone": "Europe/London", "jitter": "00:10:00",
                "blackouts": [{"from": "2026-11-27T18:00", "to": "2026-11-30", "because": "Black Friday"}, {"daily": "22:00-04:00", "days": ["friday"]}]}
            """),
        ("notices", "team", """
            {"title": "Team", "accounts": ["uk"], "kinds": ["run.failed", "run.waits"],
                "mail": {"host": "smtp.example", "user": "u", "password": {"file": "/run/smtp"}, "from": "connector@shop.example", "to": ["team@shop.example"]},
                "webhook": {"url": "https://hook.example/in", "secret": {"environment": "HOOK"}}, "digest": {"at": "07:00", "timeZone": "Europe/London"}}
            """),
    ];

    public static string Change(string json, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        change(node);
        return node.ToJsonString();
    }

    public static DocumentText Given((string Kind, string Name, string Text) document) => new(document.Kind, document.Name, document.Text, $"{document.Kind}/{document.Name}");
}
