namespace Connector.Listings;

/// <summary>The codes that TikTok documents for the calls that are made here, with its texts, shortened (facts/tiktok.md, appendix E).</summary>
public static partial class ShopCodes
{
    private const string Listed = """
        11050001 invalid param
        12001000 product api internal error
        12009014 seller no permission for product error
        12019006 product description is invalid
        12019008 Product id is invalid
        12019009 product image list is invalid
        12019011 product package weight is invalid
        12019012 product package size is invalid
        12019013 brand id is invalid
        12019015 The number of SKU exceed the limit
        12019019 sale property is invalid
        12019022 SKU must contain a valid warehouse
        12019024 stock count is invalid
        12019027 The maximum count of “seller_skus” in the search filter is 10
        12019028 Multiple warehouses detected. Include all warehouse IDs and the corresponding details …
        12019045 price is locked
        12019056 sku not allow add
        12019057 sku not allow delete
        12019059 seller sku is invalid
        12019060 package_dimension_unit field is for America market(US) only
        12019061 Product weight or dimensions unit does not support the imperial units on non-US local …
        12019064 No matching categories. Provide the full name of your product, edit its product …
        12019087 The number of SKU IDs exceeds the limit of 10
        12019094 Conflicting presale fields. Remove `pre_sale.fulfillment_type` if you want to set …
        12019095 `pre_sale.fulfillment_type` is missing or empty
        12019096 The value for `pre_sale.type` is missing
        12019097 `pre_sale.fulfillment_type.release_date` must be set to a non-zero value
        12019098 `pre_sale.fulfillment_type.handling_duration_days` must be set to a non-zero value
        12019099 The specified `pre_sale.type` is not supported in your region. Refer to the API …
        12019100 All SKUs of a product must have the same `pre_sale.type`. Do not assign different …
        12019108 page number is invalid
        12019109 page size is invalid
        12019112 Seller id is invalid
        12019113 product status is invalid
        12019114 Seller has no permission
        12019116 The image dimensions exceed the allowed limits
        12019118 search create time invalid
        12019119 search update time invalid
        12019120 The number of provided product IDs exceeds the limit
        12019121 calculate price error
        12019123 product of pageSize and pageNumber exceeds the maximum limit
        12019124 pageSize and pageNumber need to be used together
        12019150 The product ID does not exist
        12019210 publish param invalid
        12019215 deposit balance is not enough
        12038002 Invalid upload file. Please ensure you are passing the correct file data
        12038004 Failed to process the image. The format or content is not supported
        12038005 The file size exceeds the maximum allowed size
        12038014 The image dimensions exceed the allowed limits. Allowed dimensions (width x height in …
        12038015 Failed to process the image. The format or content is not supported. Supported …
        12052002 Incorrect category format
        12052003 Incorrect parcel height format
        12052004 Incorrect parcel width format
        12052005 Incorrect parcel length format
        12052006 Incorrect parcel weight format
        12052012 Incorrect price format
        12052013 The product description cannot exceed maximum characters
        12052015 The product description is required
        12052023 Category does not exist
        12052024 Category is not final category
        12052025 The category is invalid
        12052026 Brand does not exist
        12052028 Main product image is required
        12052031 Invalid product ID(s) found
        12052032 The product does not exist
        12052034 This product doesn't belong to this shop
        12052036 The SKU ID is necessary
        12052037 Couldn't update inventory. Possible causes:
        12052038 Product price locked due to ongoing promotion
        12052048 You cannot edit the specified product(s) as it isn't listed in your account or shop
        12052050 A single product cannot have more than 100 different SKUs
        12052051 The product name exceed max limit characters
        12052054 The seller SKU text length cannot exceed max limit characters
        12052055 The SKU inventory quantity for the warehouse must be within allowed limits
        12052056 The num of image in description cannot exceed max limit
        12052073 The product price is invalid
        12052084 The provided currency is not available for this shop/region
        12052092 product sale price is invalid
        12052093 Exceeded the product listing limit for the seller
        12052094 No multiple warehouse permission
        12052095 Warehouse information parsing error
        12052096 Unable to update the price for SKUs with no warehouse. Assign a warehouse and try …
        12052097 The warehouse does not exist
        12052104 property is required
        12052105 required qualification miss
        12052115 seller has no warehouse
        12052116 product package size is invalid
        12052128 Size chart not found
        12052141 please edit stock from global
        12052144 platform warehouse not support to edit
        12052151 product property value contain restricted words
        12052152 sale property name contains restricted words
        12052153 sale property value contains restricted words
        12052157 One or more of the product attributes cannot be edited by cross-border sellers
        12052158 category unable to change
        12052159 unique item total quantity must be one
        12052160 sku count must be one and disable variables
        12052162 unique item sku count must be one and disable varialbes
        12052163 The gift product are not allowed to be edited
        12052180 The total number of search results can not exceed 10000
        12052181 The package weight of the product can not be zero
        12052182 The '{{sub_property_name}}' field is required as you've selected …
        12052183 The '{{sub_property_name}}' field should be left empty as you've selected …
        12052200 brand is expired
        12052201 You are not authorized to sell this brand in this category. To do so, apply through …
        12052207 receipt brand not support warehouse
        12052208 A brand authorization is required to publish this listing
        12052216 manufacturer info is invalid
        12052217 Incorrect category version. For US shops or global sellers with an active US shop, …
        12052219 instant product not support not for sale
        12052220 This category is prohibited or unsupported on TikTok Shop. Select another category
        12052221 Only whitelisted sellers are permitted to trade under current category
        12052222 category do not support cod
        12052223 This category is restricted. To sell in this category, apply through the …
        12052225 You are not authorized to sell in this category because it does not fall under your …
        12052226 This category is restricted. To sell in this category, apply through the …
        12052227 the category is unauthorized or unavailable
        12052228 combo product not support not for sale
        12052229 pre order product not support not for sale
        12052230 The specified category ID is not a leaf category, or it does not belong to the …
        12052235 The format of url is invalid
        12052238 The length of the url is greater than 200
        12052240 Do not support custom property
        12052241 attribute name or attribute id is empty
        12052242 The attribute name characters cannot exceed max_limit
        12052243 The product attribute or sale attribute name characters contain Chinese
        12052244 The attribute name duplicate
        12052245 The product attributes contained invalid characters. Please modify and re-submit
        12052246 The {{property_type}} not support multi selected, attribute id is :{{property_id}}
        12052247 Do not support custom product attribute
        12052248 The {{property_type}} value name or attribute value id is empty
        12052249 The {{property_type}} value name characters cannot exceed {{max_limit}}, attribute …
        12052250 The {{property_type}} value name characters contain Chinese
        12052251 Duplicated attribute values found for an attribute. Remove or modify the duplicated …
        12052253 Duplicate attribute value id
        12052254 Duplicate attribute id
        12052256 The {{property_name}} value need to be positive integers or positive decimals 
        12052260 The product ID does not exist
        12052261 product name is empty
        12052262 Chinese characters are not supported in product name
        12052263 product name prefix illegal
        12052266 The product name contains non-English characters
        12052269 The selected time is outside the limit
        12052273 After the pre-sale product has been onlive product, the pre-sale info cannot be …
        12052275 sku's mto day is invalid
        12052278 seller does not support make to order
        12052282 Product manufacturer is required
        12052283 The number of manufacturers cannot exceed the allowed limits
        12052284 Manufacturer ID {{manufacturer_id}} is not found
        12052285 Manufacturer ID {{manufacturer_id}} is not associated with the seller
        12052287 Product responsible person is required
        12052288 The number of responsible person ids cannot exceed {{max_limit}}, and cannot less …
        12052289 Responsible person ID {{rp_id}} is not found
        12052290 Responsible person ID {{rp_id}} is not associated with the seller
        12052291 Extra identification code information is not supported in this region
        12052292 The number of extra identification codes cannot exceed the allowed limits
        12052294 The format of the extra identification code is incorrect
        12052295 Duplicate manufacturer IDs associated with the same product
        12052296 Duplicate responsible person IDs associated with the same product
        12052300 product main image uri illegal
        12052301 Width and length of main image must be at least {{min_limit}}, check uri {{uri}}
        12052302 The main images size exceed limit
        12052304 Main product image format not support
        12052305 The main images aspect ratio cannot exceed max limit
        12052306 main product images count exceed limit
        12052307 skus in the lottery cannot be deleted
        12052308 There's an ongoing appeal. If you wish to edit product details, please revoke the …
        12052310 The futures information filled in by the seller does not meet the requirements
        12052311 The number of backorder product exceeds the limit max_num, or the proportion of …
        12052314 Standard product cannot be converted to MTO product
        12052315 Standard product cannot be converted to preorder product
        12052316 product second hand not applicable in this sale platform
        12052317 purchase order quantity not support
        12052319 maximum order quantity smaller than minimum order quantity
        12052324 Product description image file format is not supported
        12052329 A pre-order product can't be changed to a regular product
        12052330 product is not supported to list in designated sale platform
        12052332 The seller center is locked during shop integration, only editing stock and price is …
        12052340 product description image uri illegal
        12052341 The description images size cannot exceed limit
        12052342 The description images space cannot exceed limit
        12052343 Product description image format not support
        12052344 The product description html syntax with error
        12052345 The product description html tag not support
        12052346 The product description has Chinese characters
        12052348 The product description html tag required attribute is miss
        12052349 The product description html tag not support nest
        12052350 The product description html tag contain illegal attribute
        12052351 The product description contains non-English characters
        12052352 The product description nest exceeding limit
        12052356 The number of 'supplementary_sku_images' for the sales attribute value exceeds the …
        12052357 'supplementary_sku_images' is only allowed when 'sku_img' is specified. Add an image …
        12052359 save subscribe not support
        12052360 The video id is not exist
        12052361 This base unit value count is not supported. The supported base unit values can be …
        12052362 SKU unit count is required
        12052364 The warehouse is unavailable because this product cannot be shipped to the target …
        12052365 The manufacturer lacks language version information for this market
        12052366 The responsible person lacks language version information for this market
        12052371 Auction product is bidding when it is not supported to change product info
        12052372 Generate EU energy label image failed
        12052375 product list price is invalid
        12052376 list price not support
        12052377 The product has dt stocks, not allow to delete
        12052382 Can't edit Dilayani Tokopedia warehouse quantity
        12052383 product list price exceed limit
        12052385 Please enter valid certificate expiration date
        12052393 Product locked for Promotion and stock can't be updated below current stock
        12052402 seller shipping template is empty
        12052403 The warehouse does not support fulfillment for the current shop
        12052404 multi-warehouse not support customize logistics service
        12052405 The warehouse has not opened the subscribed logistics service
        12052420 warehouse didn't set logistics service
        12052424 Missing 'sale price' value
        12052446 Category is not open in this market
        12052465 warehouse is unavailable for eu gpr product
        12052488 This region doesn't support save draft after product submitted
        12052490 The handling time must be within the allowed limits
        12052503 If the inventory allocation mode is SHARED, the inventory quantity must be the same …
        12052508 The SKU ID in `replicated_products` is invalid and cannot be found
        12052509 Missing seller_sku in `replicated_products`. You must indicate the seller_sku for all …
        12052510 No matching seller_sku found in the source product. Ensure you indicate the …
        12052511 Missing SKU details in `replicated_products`. You must complete the SKU details
        12052512 No replicas exist for this product. You can replicate the product first by using the …
        12052513 No replicas exist for this product in the stated region. You can replicate the …
        12052514 Missing regions in `replicated_products`. The category was changed, therefore you …
        12052515 Missing regions in `replicated_products`. The sales attributes were changed, …
        12052516 Missing inventory details. You must include all warehouse IDs assigned to the SKU, …
        12052520 product sale property image uri illegal
        12052521 The sale property images size over limit
        12052522 Product sale property image is required
        12052523 Product sale property image format not support
        12052524 The sale property image aspect ratio invalid
        12052525 The attribute max num cannot exceed 3
        12052526 The attribute value max num over limit
        12052527 The sale attribute id not exist
        12052528 You can add images to only 1 product variation, which will serve as the primary …
        12052529 The property value id not exist
        12052530 The warehouse ' {{warehouse ID}} ' does not belong to this shop/seller
        12052531 The warehouse is disabled
        12052532 the warehouse not delivery warehouse
        12052533 Removal, addition, and change of warehouses are not permitted. Please specify the …
        12052534 warehouse unable to delete
        12052535 Couldn't publish this product as you haven't set the return warehouse for your shop. …
        12052547 There is no version of this product that is under review. Please obtain the online …
        12052550 SKU property must contain all properties
        12052553 Sku id duplicate
        12052554 sku name contain Chinese characters
        12052556 The SKU id not exist
        12052557 The SKU ID does not belong to the product
        12052558 Number of product skus exceed limit
        12052559 The product with duplicate default sku
        12052560 The SKU contains duplicate sales attribute
        12052570 product price exceed limit
        12052571 Missing price for SKU(s)
        12052572 the sale price is invalid
        12052574 unit price config is invalid
        12052591 Invalid number of digits of identifier code
        12052592 Identifier code already entered, cannot enter the same code twice
        12052593 The identifier code cannot be changed once be submitted
        12052598 Only the last digit supports input X
        12052600 The identifier code type must be selected
        12052650 product qualification image uri illegal
        12052651 The qualification images size over limit
        12052655 qualification id not exist
        12052656 qualification id duplicate
        12052657 qualification image and pdf file is out of limit
        12052658 product qualification file uri illegal
        12052670 The size chart image URI is invalid. Note: API users must use the URI generated by …
        12052671 The sizechart images size over limit
        12052673 Product sizechart image is required
        12052700 The seller is inactive
        12052701 do not support cross-boarder seller create local product directly
        12052702 seller does not support pre-order
        12052703 Invalid seller tax number
        12052704 seller id not exist
        12052705 seller can not manage local product
        12052706 The minimum sales quantity should not be exceed limit
        12052707 Setting minimum sales quantity is not supported
        12052712 sku's pre_order is invalid
        12052722 The image URI does not exist in TikTok Shop
        12052805 Bundle does not support adding this product type
        12052815 product in bundle deal cannot set minimum sale quantity
        12052831 The number of sub-skus contained in each combo sku cannot exceed {{max_limit}}
        12052832 The sub-SKU coefficient associated with each combo SKU cannot exceed {{max_limit}}, …
        12052833 The number of combo associated with a product cannot exceed the max limit
        12052834 The number of combo sku associated with a sku cannot exceed limit
        12052835 Sub product ID not exist
        12052836 The category of the combo is inconsistent with the category of the main sub-product
        12052837 The category of the combo is not in the set of restricted categories
        12052838 The first-level categories of the sub-products in the combo are inconsistent
        12052840 Sub-skus in a combo sku cannot be duplicated
        12052841 The sub-sku relationship corresponding to different combo sku cannot be duplicated
        12052842 The combo does not include the main sub-product
        12052843 The main sub-product in the combo cannot be changed
        12052844 The sub-sku is not in the sub-product
        12052845 Failed to create, does not support non-live status product
        12052846 combo does not support adding this product type
        12052847 The combo sku relationship cannot be changed
        12052848 Combo cannot set minimum sale quantity
        12052849 You don't have the permission to operate combo
        12052850 The stock of combo does not support being edited
        12052853 The sale property of combo mismatch
        12052854 The sale property of combo is not unique
        12052856 The combo does not support customize logistics service
        12052857 Combined products and normal products cannot be converted to each other
        12052859 When the combined SKU is only associated with one sub-SKU, the coefficient of this …
        12052861 The price of combined SKU cannot exceed the sum of the prices of the sub-SKUs
        12052862 The brand of the combined product must be within the range of sub-product brands
        12052863 All SKU of a combined product need to be the combined SKU
        12052864 Unable to add deactivated SKUs to the combined product
        12052881 identity internal error
        12052901 The product in its current status is not available for this operation. Change the …
        12052902 The SKU list is empty. Either omit the list entirely, or provide all required …
        12052910 Invalid input parameters. Refer to the API documentation for details
        12052912 No matching category found within your account's main category. Check your main …
        12052915 package weight unit and dimension unit miss match
        12052916 The package unit is not supported in the current region
        12052921 Couldn't edit the inventory quantity because this product shares the inventory with …
        12052922 edit fields limit
        12052923 contact info required
        12052931 The title must follow these formatting rules: it cannot contain HTML escape …
        12052932 The description must follow these formatting rules: it cannot contain HTML escape …
        12052933 Sales attribute names must follow these formatting rules: it cannot contain HTML …
        12052934 Sales attribute value names must follow these formatting rules: it cannot contain …
        12052935 Product attribute value names must follow these formatting rules: it cannot contain …
        12052990 The check failed
        12052992 no permission to create gift product
        12052994 seller is not toko seller
        12052995 seller has not finished onboarding to tts
        12052996 external_id duplicated
        21008116 No Subscription without specified delivery option
        21008117 The delivery of the specified delivery_option_id is fulfilled by TikTok. No shipping …
        33001002 internal error
        """;
}
