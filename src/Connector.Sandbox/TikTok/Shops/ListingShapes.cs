namespace Connector.Sandbox;

/// <summary>Bodies of the calls that write products (facts 3.10). What has a code of its own when it is missing is left to the rules.</summary>
internal static class ListingShapes
{
    private const string Price = "{amount:str, currency*:str, sale_price:str}";
    private const string Attributes = "[{id:str, name:str, sku_img:{uri*:str}, supplementary_sku_images:[{uri*:str}], value_id:str, value_name:str}]";
    private const string Package = "package_dimensions:{height*:str, length*:str, unit*:str, width*:str}, package_weight:{unit*:str, value*:str}";

    private const string Common =
        "brand_id:str, certifications:[{expiration_date:i64, files:[{format*:str, id*:str, name*:str}], id*:str, images:[{uri*:str}]}], description:str, external_product_id:str, is_cod_allowed:bool, "
        + "listing_platforms:[str], main_images:[{uri*:str}], manufacturer_ids:[str], " + Package + ", primary_combined_product_id:str, product_attributes:[{id*:str, values*:[{id:str, name:str}]}], "
        + "responsible_person_ids:[str], save_mode:str, shipping_insurance_requirement:str, size_chart:{image:{uri*:str}, template:{id*:str}}, title:str, video:{id*:str}";

    private const string Settled = "category_id*:str, category_version:str, delivery_option_ids:[str], is_pre_owned:bool, minimum_order_quantity:int, shipping_template_id:str";

    private const string Sku =
        "combined_skus:[{product_id*:str, sku_count*:int, sku_id*:str}], external_list_prices:[{amount*:str, currency*:str, source*:str}], external_sku_id:str, external_urls:[str], extra_identifier_codes:[str], "
        + "fees:[{additional_attribute:str, amount:str, type:str}], identifier_code:{code:str, type:str}, list_price:{amount*:str, currency*:str}, "
        + "pre_sale:{fulfillment_type:{handling_duration_days:int, release_date:i64}, type:str}, sales_attributes:" + Attributes + ", seller_sku:str, sku_unit_count:str";

    private const string Stock = "inventory:[{backorder_quantity:int, handling_time:int, quantity:int, warehouse_id:str}]";
    private const string PlainStock = "inventory:[{quantity:int, warehouse_id:str}]";
    private const string Regions = "replicated_products:[{region:str, skus:[{id:str, seller_sku:str, price:{currency:str, sale_price:str}, inventory:[{warehouse_id:str, quantity:int}]}]}]";

    public static readonly BodyShape Create = BodyShape.Of($"{{{Common}, {Settled}, idempotency_key:str, is_not_for_sale:bool, skus*:[{{{Sku}, inventory*:[{{backorder_quantity:int, handling_time:int, quantity:int, warehouse_id*:str}}], price*:{Price}}}]}}");

    public static readonly BodyShape Edit = BodyShape.Of($"{{{Common}, {Settled}, {Regions}, skus*:[{{{Sku}, id:str, {PlainStock}, price:{Price}}}]}}");

    public static readonly BodyShape Edit202509 = BodyShape.Of($"{{{Common}, {Settled}, {Regions}, skus*:[{{{Sku}, id:str, {Stock}, price:{Price}}}]}}");

    public static readonly BodyShape PartialEdit = BodyShape.Of($"{{{Common}, {Regions}, skus:[{{{Sku}, id:str, {Stock}, price:{Price}}}]}}");

    public static readonly BodyShape Check = BodyShape.Of($"{{{Common}, {Settled.Replace("category_version:str, ", "", StringComparison.Ordinal)}, option:{{need_trigger_gne_async_check:bool, gne_async_check_session_id:str}}, skus:[{{{Sku}, {Stock}, price:{Price}}}]}}");

    public static readonly BodyShape Several = BodyShape.Of("{product_ids*:[str]}");

    public static readonly BodyShape SeveralOnPlatforms = BodyShape.Of("{listing_platforms:[str], product_ids*:[str]}");

    public static readonly BodyShape StockUpdate = BodyShape.Of("{skus*:[{id:str, inventory*:[{backorder_quantity:int, handling_time:int, quantity*:int, warehouse_id:str}]}]}");

    public static readonly BodyShape PriceUpdate = BodyShape.Of($"{{skus*:[{{external_list_prices:[{{amount*:str, currency*:str, source*:str}}], id*:str, list_price:{{amount*:str, currency*:str}}, price*:{Price}}}]}}");

    public static readonly BodyShape StockSearch = BodyShape.Of("{product_ids:[str], sku_ids:[str]}");

    public static readonly BodyShape Search202309 = BodyShape.Of("{create_time_ge:i64, create_time_le:i64, update_time_ge:i64, update_time_le:i64, seller_skus:[str], status:str}");

    public static readonly BodyShape Search = BodyShape.Of("{audit_status:[str], category_version:str, create_time_ge:i64, create_time_le:i64, listing_platforms:[str], listing_quality_tiers:[str], return_draft_version:bool, seller_skus:[str], sku_ids:[str], sns_filter:str, status:str, update_time_ge:i64, update_time_le:i64}");
}
