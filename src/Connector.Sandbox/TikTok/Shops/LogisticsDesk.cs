using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Warehouses, how they deliver, and what a shop still lacks before it may list.</summary>
internal sealed class LogisticsDesk
{
    private static readonly string[] CheckItems =
        ["SHOP_STATUS", "SHOP_TAX", "PICKUP_WAREHOUSE", "RETURN_WAREHOUSE", "DELIVERY_OPTION", "SHIPPING_TEMPLATE", "PRODUCT_QUANTITY_LIMIT", "EXTENDED_PRODUCER_RESPONSIBILITY", "BANk_ACCOUNT", "CONTACT_INFO"];

    public IEnumerable<ShopRoute> Routes =>
    [
        new("GET", "/logistics/202309/warehouses", ShopScopes.Logistics, Warehouses),
        new("GET", "/logistics/202309/warehouses/{warehouse_id}/delivery_options", ShopScopes.Logistics, Options),
        new("GET", "/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers", ShopScopes.Logistics, Providers),
        new("GET", "/product/202312/prerequisites", ShopScopes.Products, Prerequisites),
    ];

    private static ShopAnswer Warehouses(ShopCall call) => ShopAnswer.Ok(new JsonObject
    {
        ["warehouses"] = new JsonArray([.. call.At.Shop.Warehouses.Select(w => new JsonObject
        {
            ["address"] = new JsonObject { ["full_address"] = w.Name, ["region"] = call.At.Shop.Region, ["region_code"] = call.At.Shop.Region },
            ["effect_status"] = w.Status,
            ["entity_id"] = call.At.Shop.ShopId,
            ["id"] = w.Id,
            ["is_default"] = w.IsDefault,
            ["name"] = w.Name,
            ["sub_type"] = w.SubType,
            ["type"] = w.Type,
        })]),
    });

    private static ShopAnswer Options(ShopCall call)
    {
        if (call.Given("scope") is { } scope and not ("WAREHOUSE" or "PRODUCT")) throw ShopCall.Invalid($"`scope` is {scope}; WAREHOUSE or PRODUCT is allowed.");
        var id = call.Path["warehouse_id"];
        var warehouse = call.At.Shop.Warehouses.FirstOrDefault(w => w.Id == id) ?? throw ShopCall.Invalid($"`warehouse_id`: the shop has no warehouse {id}.");
        return ShopAnswer.Ok(new JsonObject
        {
            ["delivery_options"] = new JsonArray([.. warehouse.Deliveries.Select(d => new JsonObject
            {
                ["description"] = d.Name,
                ["dimension_limit"] = new JsonObject { ["max_height"] = 100, ["max_length"] = 120, ["max_width"] = 80, ["unit"] = "CM" },
                ["id"] = d.Id,
                ["name"] = d.Name,
                ["platform"] = new JsonArray("TIKTOK_SHOP"),
                ["type"] = d.Type,
                ["weight_limit"] = new JsonObject { ["max_weight"] = 30_000, ["min_weight"] = 1, ["unit"] = "GRAM" },
            })]),
        });
    }

    private static ShopAnswer Providers(ShopCall call)
    {
        var id = call.Path["delivery_option_id"];
        var delivery = call.At.Shop.Warehouses.SelectMany(w => w.Deliveries).FirstOrDefault(d => d.Id == id) ?? throw new ShopRefused(21008116, "No Subscription without specified delivery option.");
        if (delivery.Providers.Count == 0) throw new ShopRefused(21008117, "The delivery of the specified delivery_option_id is fulfilled by TikTok. No shipping provider can be chosen.");
        return ShopAnswer.Ok(new JsonObject { ["shipping_providers"] = new JsonArray([.. delivery.Providers.Select(p => new JsonObject { ["id"] = p.Id, ["name"] = p.Name })]) });
    }

    private static ShopAnswer Prerequisites(ShopCall call)
    {
        var shop = call.At.Shop;
        var reasons = CheckItems.ToDictionary(i => i, i => shop.Shortcomings.Where(s => s.CheckItem == i).Select(s => s.Reason).ToList());
        if (!shop.Active) reasons["SHOP_STATUS"].Add("The shop is not active.");
        if (!call.At.Has(StandInWarehouse.Sales)) reasons["PICKUP_WAREHOUSE"].Add("No pickup warehouse is set.");
        if (!call.At.Has(StandInWarehouse.Return)) reasons["RETURN_WAREHOUSE"].Add("No return warehouse is set.");
        if (!shop.Warehouses.Any(w => w.Type == StandInWarehouse.Sales && w.Deliveries.Count > 0)) reasons["DELIVERY_OPTION"].Add("No delivery option is subscribed.");
        if (call.At.ListedOn(call.Now) >= shop.ListingsPerDay) reasons["PRODUCT_QUANTITY_LIMIT"].Add($"{shop.ListingsPerDay} products were listed today; no more are allowed.");
        return ShopAnswer.Ok(new JsonObject
        {
            ["check_results"] = new JsonArray([.. CheckItems.Select(i => new JsonObject
            {
                ["check_item"] = i,
                ["fail_reasons"] = new JsonArray([.. reasons[i].Select(r => JsonValue.Create(r))]),
                ["is_failed"] = reasons[i].Count > 0,
            })]),
        });
    }
}
